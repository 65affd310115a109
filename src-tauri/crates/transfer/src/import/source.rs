//! The text of a file, however it was packed and encoded: as UTF-8 in a file that can be read again.

use std::fs::File;
use std::io::{self, BufRead, BufReader, Read, Seek, SeekFrom, Write};
use std::path::{Path, PathBuf};
use std::sync::Arc;

use encoding_rs::{Decoder, Encoding, UTF_8, UTF_16BE, UTF_16LE, WINDOWS_1252};
use flate2::bufread::MultiGzDecoder;
use strum::{EnumString, IntoStaticStr, VariantNames};
use tempfile::NamedTempFile;

/// Name of a file that stands for the standard input.
const STDIN: &str = "-";
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

impl Source {
    /// Opens a file, or the standard input for `-`. Told by its content, unless `encoding` says what
    /// it is. A pipe is read once, to its end.
    pub(super) fn open(path: &Path, encoding: Option<TextEncoding>) -> io::Result<Self> {
        if path == Path::new(STDIN) {
            return Self::read(io::stdin().lock(), None, encoding);
        }
        let file = File::open(path)?;
        let is_file = file.metadata()?.is_file();
        Self::read(BufReader::new(file), is_file.then_some(path), encoding)
    }

    /// Reads a text. `path` is that of a file which can be opened again.
    fn read(
        mut input: impl BufRead,
        path: Option<&Path>,
        encoding: Option<TextEncoding>,
    ) -> io::Result<Self> {
        let is_packed = input.fill_buf()?.starts_with(&[0x1f, 0x8b]);
        let mut text: Box<dyn BufRead + '_> = if is_packed {
            Box::new(BufReader::new(MultiGzDecoder::new(input)))
        } else {
            Box::new(input)
        };
        let known =
            encoding.or_else(|| TextEncoding::of_begin(text.fill_buf().unwrap_or_default()));
        if let (Some(path), false, None | Some(TextEncoding::Utf8)) = (path, is_packed, known)
            && (known.is_some() || is_utf8(&mut text)?)
        {
            return Ok(Self {
                path: path.to_owned(),
                copy: None,
                encoding: TextEncoding::Utf8,
                is_packed,
            });
        }
        let bytes: Box<dyn Read + '_> = match path {
            // From the beginning: looking for UTF-8 has read some of it.
            Some(path) if !is_packed => Box::new(File::open(path)?),
            Some(path) => Box::new(MultiGzDecoder::new(BufReader::new(File::open(path)?))),
            None => Box::new(text),
        };
        let mut raw = tempfile::tempfile()?;
        io::copy(&mut BufReader::new(bytes), &mut raw)?;
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
