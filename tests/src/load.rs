//! Load on a server of this computer: wrk for as much as possible, and callers of our own where
//! every call counts or has its moment.

use std::io::{self, Read, Write};
use std::net::TcpStream;
use std::process::Stdio;
use std::thread;
use std::time::{Duration, Instant};

use serde_json::Value;
use tokio::process::Command;

/// Connections at a time, each with one call after the other.
pub const CALLERS: usize = 16;
/// Body of a call.
const BODY: &str = r#"{"prompt":"a cat on a mat","num_images":1,"image_size":"square_hd"}"#;
const KEY: &str = "authorization: Key bench:bench";
/// Longer than the slowest answer takes.
const PATIENCE: Duration = Duration::from_secs(20);

/// Server that calls go to.
#[derive(Clone, Debug)]
pub struct Target {
    /// Address and port, such as `127.0.0.1:8720`.
    pub address: String,
    pub path: String,
    /// Header for fal's own proxy, which names the target of a call.
    pub header: Option<String>,
}

/// Speed of the answers.
#[derive(Clone, Copy, Debug)]
pub struct Speed {
    pub per_second: f64,
    /// Median of the time for an answer, in milliseconds; `p99` likewise.
    pub p50: f64,
    pub p99: f64,
    /// Number of answers.
    pub answers: i64,
}

impl Target {
    pub fn new(address: &str, path: &str) -> Self {
        Self {
            address: address.to_owned(),
            path: path.to_owned(),
            header: None,
        }
    }

    /// Makes as many calls as the server answers in so many seconds, by one thread of wrk with
    /// [`CALLERS`] connections.
    pub async fn pressed(&self, seconds: u32) -> Speed {
        self.pressed_by(CALLERS, seconds).await
    }

    /// Does the same with so many connections.
    pub async fn pressed_by(&self, callers: usize, seconds: u32) -> Speed {
        let mut command = Command::new("wrk");
        command.args([
            "--threads",
            "1",
            "--connections",
            &callers.to_string(),
            "--duration",
            &format!("{seconds}s"),
        ]);
        command.args([
            "--script",
            concat!(env!("CARGO_MANIFEST_DIR"), "/benches/wrk.lua"),
            "--header",
            KEY,
        ]);
        command.args(self.header.iter().flat_map(|header| ["--header", header]));
        command
            .arg(format!("http://{}{}", self.address, self.path))
            .args(["--", BODY]);
        let output = command
            .stderr(Stdio::inherit())
            .kill_on_drop(true)
            .output()
            .await
            .unwrap();
        let text = String::from_utf8(output.stdout).unwrap();
        let results: Value =
            serde_json::from_str(text.lines().last().unwrap_or_default()).expect(&text);
        assert_eq!(results["errors"], 0, "{self:?}: {text}");
        let number = |name: &str| results[name].as_f64().unwrap();
        Speed {
            per_second: number("answers") / number("microseconds") * 1e6,
            p50: number("p50") / 1000.0,
            p99: number("p99") / 1000.0,
            answers: results["answers"].as_i64().unwrap(),
        }
    }

    /// Makes calls at a fixed pace, whether the ones before are answered or not. Returns the time
    /// that each took from the moment when it was due, in milliseconds, shortest first.
    pub fn paced(&self, per_second: usize, count: usize) -> Vec<f64> {
        let begin = Instant::now() + Duration::from_millis(100);
        let due = |place: usize| begin + Duration::from_secs_f64(place as f64 / per_second as f64);
        let mut times = at_once(|nth| {
            let mut caller = self.caller().unwrap();
            let places = (nth..count).step_by(CALLERS);
            let times = places.map(|place| {
                thread::sleep(due(place).saturating_duration_since(Instant::now()));
                caller.call().unwrap();
                due(place).elapsed().as_secs_f64() * 1000.0
            });
            times.collect()
        });
        times.sort_by(f64::total_cmp);
        times
    }

    /// Makes calls until there are about `most` answers, or until the server is gone. Returns fal's
    /// id of each that was answered.
    pub fn answered(&self, most: usize) -> Vec<String> {
        at_once(|_| {
            let Ok(mut caller) = self.caller() else {
                return Vec::new();
            };
            let answers = (0..most / CALLERS).map_while(|_| caller.call().ok());
            answers
                .map(|head| header(&head, "x-fal-request-id").unwrap().to_owned())
                .collect()
        })
    }

    /// Downloads the body, after a rest in which nothing is read. Returns its size.
    pub fn download(&self, rest: Duration) -> u64 {
        let mut caller = CallerConnection::new(self, "GET", 0).unwrap();
        let (head, mut read) = caller.head().unwrap();
        let length = length(&head);
        thread::sleep(rest);
        let mut part = vec![0; 1 << 16];
        while read < length {
            let size = caller.stream.read(&mut part).unwrap();
            assert_ne!(size, 0, "{self:?} broke off after {read}");
            read += size as u64;
        }
        read
    }

    /// Sends a body of so many bytes.
    pub fn upload(&self, size: u64) {
        let mut caller = CallerConnection::new(self, "POST", size).unwrap();
        caller.stream.write_all(&caller.request).unwrap();
        let part = vec![b' '; 1 << 16];
        for _ in 0..size / part.len() as u64 {
            caller.stream.write_all(&part).unwrap();
        }
        caller.answer().unwrap();
    }

    /// Sends a call with a picture of so many bytes in it.
    pub fn picture(&self, size: u64) {
        let (begin, end) = (
            r#"{"image_url":"data:image/png;base64,"#,
            r#"","num_images":1}"#,
        );
        let length = size + (begin.len() + end.len()) as u64;
        let mut caller = CallerConnection::new(self, "POST", length).unwrap();
        caller.stream.write_all(&caller.request).unwrap();
        caller.stream.write_all(begin.as_bytes()).unwrap();
        let part = vec![b'A'; 1 << 16];
        for at in (0..size).step_by(part.len()) {
            let rest = usize::try_from(size - at).unwrap().min(part.len());
            caller.stream.write_all(&part[..rest]).unwrap();
        }
        caller.stream.write_all(end.as_bytes()).unwrap();
        caller.answer().unwrap();
    }

    fn caller(&self) -> io::Result<CallerConnection> {
        let mut caller = CallerConnection::new(self, "POST", BODY.len() as u64)?;
        caller.request.extend_from_slice(BODY.as_bytes());
        Ok(caller)
    }
}

/// Runs the work of all callers side by side, and collects their results.
fn at_once<T: Send>(work: impl Fn(usize) -> Vec<T> + Sync) -> Vec<T> {
    let work = &work;
    thread::scope(|scope| {
        let callers: Vec<_> = (0..CALLERS)
            .map(|nth| scope.spawn(move || work(nth)))
            .collect();
        callers
            .into_iter()
            .flat_map(|caller| caller.join().unwrap())
            .collect()
    })
}

/// A connection that is kept, and the request that is sent on it.
struct CallerConnection {
    stream: TcpStream,
    request: Vec<u8>,
    /// Bytes of an answer, read so far.
    read: Vec<u8>,
}

impl CallerConnection {
    fn new(target: &Target, method: &str, length: u64) -> io::Result<Self> {
        let stream = TcpStream::connect(&target.address)?;
        stream.set_nodelay(true)?;
        stream.set_read_timeout(Some(PATIENCE))?;
        stream.set_write_timeout(Some(PATIENCE))?;
        let Target { address, path, .. } = target;
        let request = format!(
            "{method} {path} HTTP/1.1\r\nhost: {address}\r\n{KEY}\r\n\
             content-type: application/json\r\ncontent-length: {length}\r\n\r\n"
        );
        Ok(Self {
            stream,
            request: request.into_bytes(),
            read: Vec::new(),
        })
    }

    /// Makes one call and reads its answer to the end. Returns the head.
    fn call(&mut self) -> io::Result<String> {
        self.stream.write_all(&self.request)?;
        self.answer()
    }

    fn answer(&mut self) -> io::Result<String> {
        let (head, read) = self.read_head()?;
        let rest = length(&head) - read;
        io::copy(&mut (&self.stream).take(rest), &mut io::sink())?;
        Ok(head)
    }

    /// Makes a call and reads the answer's head. Returns it with the number of bytes of the body
    /// that came along.
    fn head(&mut self) -> io::Result<(String, u64)> {
        self.stream.write_all(&self.request)?;
        self.read_head()
    }

    fn read_head(&mut self) -> io::Result<(String, u64)> {
        self.read.clear();
        loop {
            let mut part = [0; 2048];
            let size = self.stream.read(&mut part)?;
            if size == 0 {
                return Err(io::ErrorKind::UnexpectedEof.into());
            }
            self.read.extend_from_slice(&part[..size]);
            if let Some(end) = self
                .read
                .windows(4)
                .position(|window| window == b"\r\n\r\n")
            {
                let head = String::from_utf8_lossy(&self.read[..end]).into_owned();
                assert!(head.starts_with("HTTP/1.1 200"), "{head}");
                return Ok((head, (self.read.len() - end - 4) as u64));
            }
        }
    }
}

fn length(head: &str) -> u64 {
    header(head, "content-length")
        .unwrap_or_else(|| panic!("an answer of unknown length: {head}"))
        .parse()
        .unwrap()
}

fn header<'a>(head: &'a str, name: &str) -> Option<&'a str> {
    head.lines().find_map(|line| {
        line.split_once(": ")
            .filter(|(found, _)| found.eq_ignore_ascii_case(name))
            .map(|(_, value)| value)
    })
}
