//! The text of a file, however it was packed and encoded: as UTF-8 in a file that can be read
//! again.

use std::fs::File;
use std::io::{self, BufRead, BufReader, Read, Seek, SeekFrom, Write};
use std::path::{Path, PathBuf};
use std::sync::{Arc, mpsc};
use std::thread;
use std::time::Duration;

use encoding_rs::{Decoder, Encoding, UTF_8, UTF_16BE, UTF_16LE, WINDOWS_1252};
use flate2::bufread::MultiGzDecoder;
use strum::{EnumString, IntoStaticStr, VariantNames};
use tempfile::NamedTempFile;

use super::file::ImportError;

/// Name of a file that stands for the standard input.
const STDIN: &str = "-";
/// Gigabytes of a text that are written to the folder for temporary files: a small file may unpack
/// to any size, and a pipe has no end.
pub(super) const MAX_GIGABYTES: u32 = 4;
const MAX_TEXT: u64 = (MAX_GIGABYTES as u64) << 30;
/// Bytes that are decoded at a time.
const PART: usize = 64 << 10;

/// Encoding of a text.
#[derive(Clone, Copy, Debug, PartialEq, Eq, EnumString, IntoStaticStr, VariantNames)]
#[strum(serialize_all = "kebab-case")]
pub enum TextEncoding {
    /// Of nearly all programs.
    #[strum(serialize = "utf-8")]
    Utf8,
    /// Of spreadsheets that save *Unicode text*; with the lower byte first.
    #[strum(serialize = "utf-16le")]
    Utf16Le,
    /// The same with the higher byte first.
    #[strum(serialize = "utf-16be")]
    Utf16Be,
    /// Of spreadsheets in Western Europe and America that save *CSV*.
    #[strum(serialize = "windows-1252")]
    Windows1252,
}

/// Text as a file in UTF-8.
#[derive(Clone, Debug)]
pub(super) struct Source {
    path: PathBuf,
    /// Keeps a copy until nobody reads it any more.
    copy: Option<Arc<NamedTempFile>>,
    /// Encoding in which the text was found, or was said to be.
    pub(super) encoding: TextEncoding,
    /// The text was packed.
    pub(super) is_packed: bool,
}

impl TextEncoding {
    const fn decoder(self) -> &'static Encoding {
        match self {
            Self::Utf8 => UTF_8,
            Self::Utf16Le => UTF_16LE,
            Self::Utf16Be => UTF_16BE,
            Self::Windows1252 => WINDOWS_1252,
        }
    }

    /// Tells an encoding by the first bytes of a text. `None` if they could be of any other.
    fn of_begin(begin: &[u8]) -> Option<Self> {
        match begin {
            [0xef, 0xbb, 0xbf, ..] => Some(Self::Utf8),
            [0xff, 0xfe, ..] => Some(Self::Utf16Le),
            [0xfe, 0xff, ..] => Some(Self::Utf16Be),
            // A text begins with characters of ASCII.
            [0, first, 0, second, ..] if is_text(*first) && is_text(*second) => Some(Self::Utf16Be),
            [first, 0, second, 0, ..] if is_text(*first) && is_text(*second) => Some(Self::Utf16Le),
            _ => None,
        }
    }
}

const fn is_text(byte: u8) -> bool {
    matches!(byte, b'\t' | b'\n' | b'\r' | b' '..=b'~')
}

/// Time after which a pipe says that it waits for somebody to write to it.
const FIRST_SECOND: Duration = Duration::from_secs(1);
/// Time for which it waits then.
const PATIENCE: Duration = Duration::from_secs(15);

/// File that can be read as often as one likes: itself, or a copy of a pipe, which has its content
/// once.
#[derive(Debug)]
pub struct Spooled {
    path: PathBuf,
    /// Removed with the last use.
    copy: Option<NamedTempFile>,
}

impl Spooled {
    /// Takes a file, or the standard input for `-`. `waits` is called when nobody has opened a pipe
    /// for writing in its first second.
    pub fn take(path: &Path, waits: impl FnOnce()) -> Result<Self, ImportError> {
        let is_stdin = path == Path::new(STDIN);
        if !is_stdin && std::fs::metadata(path)?.is_file() {
            return Ok(Self {
                path: path.to_owned(),
                copy: None,
            });
        }
        let mut copy = NamedTempFile::new()?;
        let input: Box<dyn Read> = if is_stdin {
            Box::new(io::stdin().lock())
        } else {
            Box::new(open_patiently(path, waits)?)
        };
        copy_within(MAX_TEXT, input, &mut copy).map_err(too_large)?;
        copy.flush()?;
        Ok(Self {
            path: path.to_owned(),
            copy: Some(copy),
        })
    }

    /// Path of the file.
    #[must_use]
    pub fn path(&self) -> &Path {
        self.copy
            .as_ref()
            .map_or(self.path.as_path(), |copy| copy.path())
    }
}

/// Opens a pipe. The system makes whoever opens one wait until it is opened for writing, perhaps
/// for ever, so that a thread of its own has to wait.
fn open_patiently(path: &Path, waits: impl FnOnce()) -> Result<File, ImportError> {
    let (opened, waiting) = mpsc::channel();
    let path = path.to_owned();
    // Fails once nobody waits any more.
    thread::spawn(move || drop(opened.send(File::open(path))));
    let opened = waiting.recv_timeout(FIRST_SECOND).or_else(|_| {
        waits();
        waiting.recv_timeout(PATIENCE)
    });
    match opened {
        Ok(file) => Ok(file?),
        Err(_) => Err(ImportError::NoWriter),
    }
}

impl Source {
    /// Opens a file. Told by its content, unless `encoding` says what it is.
    pub(super) fn open(path: &Path, encoding: Option<TextEncoding>) -> Result<Self, ImportError> {
        Self::open_within(MAX_TEXT, path, encoding)
    }

    fn open_within(
        max_bytes: u64,
        path: &Path,
        encoding: Option<TextEncoding>,
    ) -> Result<Self, ImportError> {
        let mut input = BufReader::new(File::open(path)?);
        let is_packed = input.fill_buf()?.starts_with(&[0x1f, 0x8b]);
        let read = Self::read(max_bytes, path, input, is_packed, encoding);
        read.map_err(|error| match error.kind() {
            io::ErrorKind::UnexpectedEof if is_packed => ImportError::CutOff,
            io::ErrorKind::InvalidData | io::ErrorKind::InvalidInput if is_packed => {
                ImportError::Damaged
            }
            _ => too_large(error),
        })
    }

    fn read(
        max_bytes: u64,
        path: &Path,
        input: BufReader<File>,
        is_packed: bool,
        encoding: Option<TextEncoding>,
    ) -> io::Result<Self> {
        let mut text: Box<dyn BufRead> = if is_packed {
            Box::new(BufReader::new(MultiGzDecoder::new(input)))
        } else {
            Box::new(input)
        };
        let known = match encoding {
            Some(encoding) => Some(encoding),
            None => TextEncoding::of_begin(text.fill_buf()?),
        };
        if let (false, None | Some(TextEncoding::Utf8)) = (is_packed, known)
            && (known.is_some() || is_utf8(&mut text)?)
        {
            return Ok(Self {
                path: path.to_owned(),
                copy: None,
                encoding: TextEncoding::Utf8,
                is_packed,
            });
        }
        // From the beginning: looking for UTF-8 has read some of it.
        let again = File::open(path)?;
        let bytes: Box<dyn Read> = if is_packed {
            Box::new(MultiGzDecoder::new(BufReader::new(again)))
        } else {
            Box::new(again)
        };
        let mut raw = tempfile::tempfile()?;
        copy_within(max_bytes, bytes, &mut raw)?;
        let encoding = if let Some(encoding) = known {
            encoding
        } else {
            raw.seek(SeekFrom::Start(0))?;
            if is_utf8(&mut BufReader::new(&raw))? {
                TextEncoding::Utf8
            } else {
                TextEncoding::Windows1252
            }
        };
        raw.seek(SeekFrom::Start(0))?;
        let copy = decode(raw, encoding.decoder().new_decoder_with_bom_removal())?;
        Ok(Self {
            path: copy.path().to_owned(),
            copy: Some(Arc::new(copy)),
            encoding,
            is_packed,
        })
    }

    /// Opens the text at its beginning.
    pub(super) fn file(&self) -> io::Result<File> {
        // The copy by its own handle's path: it is there as long as this source is.
        File::open(
            self.copy
                .as_ref()
                .map_or(self.path.as_path(), |copy| copy.path()),
        )
    }
}

/// Copies all of an input. `Err` for one that is longer than `max_bytes`.
fn copy_within(max_bytes: u64, from: impl Read, to: &mut impl Write) -> io::Result<()> {
    let copied = io::copy(&mut from.take(max_bytes.saturating_add(1)), to)?;
    if copied > max_bytes {
        return Err(io::ErrorKind::FileTooLarge.into());
    }
    Ok(())
}

fn too_large(error: io::Error) -> ImportError {
    match error.kind() {
        io::ErrorKind::FileTooLarge => ImportError::TooLarge,
        _ => error.into(),
    }
}

/// Tells whether a text is valid UTF-8 to its end.
fn is_utf8(text: &mut impl BufRead) -> io::Result<bool> {
    let mut decoder = UTF_8.new_decoder_without_bom_handling();
    let mut out = vec![0; PART * 4];
    loop {
        let part = text.fill_buf()?;
        let (count, is_last) = (part.len().min(PART), part.is_empty());
        let part = part.get(..count).unwrap_or_default();
        let (result, read, _) = decoder.decode_to_utf8_without_replacement(part, &mut out, is_last);
        match result {
            encoding_rs::DecoderResult::Malformed(..) => return Ok(false),
            encoding_rs::DecoderResult::InputEmpty if is_last => return Ok(true),
            _ => {}
        }
        text.consume(read);
    }
}

/// Writes a text as UTF-8 to a private file, which is removed when nobody uses it any more.
fn decode(mut from: File, mut decoder: Decoder) -> io::Result<NamedTempFile> {
    let mut to = NamedTempFile::new()?;
    let (mut bytes, mut text) = (vec![0; PART], vec![0; PART * 4]);
    loop {
        let count = from.read(&mut bytes)?;
        let part = bytes.get(..count).unwrap_or_default();
        let (_, _, written, _) = decoder.decode_to_utf8(part, &mut text, count == 0);
        to.write_all(text.get(..written).unwrap_or_default())?;
        if count == 0 {
            to.flush()?;
            return Ok(to);
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use flate2::Compression;
    use flate2::write::GzEncoder;

    #[test]
    fn a_text_is_unpacked_and_decoded_up_to_a_bound() {
        let text = "time,model\n".repeat(1_000);
        let mut packed = GzEncoder::new(Vec::new(), Compression::best());
        packed.write_all(text.as_bytes()).unwrap();
        let packed = packed.finish().unwrap();
        let wide: Vec<u8> = text.encode_utf16().flat_map(u16::to_le_bytes).collect();
        let file = NamedTempFile::new().unwrap();
        for (bytes, length) in [(packed, text.len()), (wide.clone(), wide.len())] {
            std::fs::write(file.path(), bytes).unwrap();
            let longest = length as u64;
            let source = Source::open_within(longest, file.path(), None).unwrap();
            let mut read = String::new();
            source.file().unwrap().read_to_string(&mut read).unwrap();
            assert_eq!(read, text);
            let refused = Source::open_within(longest - 1, file.path(), None);
            assert!(matches!(refused, Err(ImportError::TooLarge)), "{refused:?}");
        }
    }
}
