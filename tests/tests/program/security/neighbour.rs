//! Attacks of another user of the same computer on the gateway, and the reach of its certificates.

use std::fs;
use std::os::unix::fs::{MetadataExt, PermissionsExt, symlink};
use std::path::{Path, PathBuf};
use std::process::{Command, Stdio};
use std::time::Duration;

use fal_budget_tests::computer::Computer;
use fal_budget_tests::gateway::{GatewayProcess, spent, until};
use fal_budget_tests::stand_in::{API_KEY, StandIn};
use fal_budget_tests::wait;

const PAGE: &str = "http://localhost:3000";
/// The account that owns nothing, on every Linux.
const NOBODY: &str = "65534";

fn is_root() -> bool {
    fs::metadata("/proc/self").unwrap().uid() == 0
}

/// Returns a command of another user's. Only root can become one: others test what concerns
/// themselves.
fn as_nobody(program: &str) -> Command {
    let mut command = Command::new("setpriv");
    command.args([
        "--reuid",
        NOBODY,
        "--regid",
        NOBODY,
        "--clear-groups",
        program,
    ]);
    command
}

/// Returns the status of a call that claims to come from the allowed page.
fn status(mut curl: Command, gateway: &GatewayProcess, key: Option<&str>) -> String {
    curl.args([
        "-s",
        "-o",
        "/dev/null",
        "-w",
        "%{http_code}",
        "-d",
        "{}",
        "--noproxy",
        "*",
        "-H",
    ]);
    curl.arg(format!("Origin: {PAGE}"))
        .arg(gateway.at("/run/fal-ai/flux/dev"));
    curl.args(
        key.map(|key| ["-H".to_owned(), format!("Authorization: Key {key}")])
            .into_iter()
            .flatten(),
    );
    String::from_utf8(curl.output().unwrap().stdout).unwrap()
}

fn mode(path: &Path) -> u32 {
    fs::symlink_metadata(path).unwrap().permissions().mode() & 0o777
}

#[tokio::test]
async fn another_user_gets_no_run_key() {
    let fal = StandIn::start().await;
    let mut computer = Computer::new();
    computer.follow(&fal);
    computer.set("FAL_KEY", API_KEY);
    let gateway = GatewayProcess::start(&computer, &["--allow-origin", PAGE, "--lend-key"]);
    let curl = tokio::task::spawn_blocking(move || {
        assert_eq!(
            status(Command::new("curl"), &gateway, None),
            "200",
            "the owner's browser"
        );
        if is_root() {
            assert_eq!(
                status(as_nobody("curl"), &gateway, None),
                "401",
                "another user's program"
            );
            assert_eq!(
                status(as_nobody("curl"), &gateway, Some(API_KEY)),
                "200",
                "with a key of their own"
            );
        } else {
            println!("not root: nobody else to be; gateway::peer's own tests hold the rest");
        }
        gateway
    });
    let gateway = curl.await.unwrap();
    let seen = fal.requests();
    let shown = seen
        .iter()
        .filter(|seen| seen.headers.contains_key("authorization"))
        .count();
    assert_eq!((seen.len(), shown), if is_root() { (3, 2) } else { (1, 1) });
    until(
        &computer,
        "SELECT count(*) FROM job",
        shown.try_into().unwrap(),
    )
    .await;
    assert_eq!(spent(&computer).await, fal.bill());
    assert!(gateway.end());
}

/// Connects from a port that is in use toward another address, as `IP_LOCAL_PORT_RANGE` allows any
/// program (<https://man7.org/linux/man-pages/man7/ip.7.html>), and calls a model from there.
const SAME_PORT: &str = r#"
import socket, struct, sys
port, gateway, page = int(sys.argv[1]), int(sys.argv[2]), sys.argv[3]
end = socket.socket()
end.setsockopt(socket.IPPROTO_IP, 51, struct.pack("I", port | port << 16))
end.connect(("127.0.0.1", gateway))
end.sendall(f"POST /run/fal-ai/flux/dev HTTP/1.1\r\nhost: localhost\r\norigin: {page}\r\n"
            "connection: close\r\ncontent-length: 2\r\n\r\n{}".encode())
print(end.getsockname()[1], end.recv(100).split()[1].decode())
"#;

#[tokio::test]
async fn a_connection_that_shares_a_port_with_the_persons_gets_no_run_key() {
    let fal = StandIn::start().await;
    let mut computer = Computer::new();
    computer.follow(&fal);
    computer.set("FAL_KEY", API_KEY);
    let gateway = GatewayProcess::start(&computer, &["--allow-origin", PAGE, "--lend-key"]);
    let elsewhere = std::net::TcpListener::bind("127.0.0.1:0").unwrap();
    let persons = std::net::TcpStream::connect(elsewhere.local_addr().unwrap()).unwrap();
    let port = persons.local_addr().unwrap().port().to_string();
    let call = tokio::task::spawn_blocking(move || {
        // The system's own, which every user may run.
        let python = "/usr/bin/python3";
        let mut python = if is_root() {
            as_nobody(python)
        } else {
            Command::new(python)
        };
        let (_, to) = gateway.http.rsplit_once(':').unwrap();
        let output = python
            .args(["-c", SAME_PORT, &port, to, PAGE])
            .output()
            .unwrap();
        let error = String::from_utf8(output.stderr).unwrap();
        (
            port,
            String::from_utf8(output.stdout).unwrap(),
            error,
            gateway,
        )
    });
    let (port, answer, error, gateway) = call.await.unwrap();
    if error.contains("Protocol not available") {
        println!("this kernel has no such option: {error}");
    } else {
        let status = if is_root() { 401 } else { 200 };
        assert_eq!(answer.trim(), format!("{port} {status}"), "{error}");
        let lent = |seen: &fal_budget_tests::stand_in::ReceivedRequest| {
            seen.headers.contains_key("authorization")
        };
        assert_eq!(fal.requests().iter().any(lent), !is_root());
    }
    drop(persons);
    assert!(gateway.end());
}

#[tokio::test]
async fn folder_and_files_are_the_owners_alone() {
    let fal = StandIn::start().await;
    let mut computer = Computer::new();
    computer.follow(&fal);
    let folder = computer.data().join("gateway");
    let files = [
        "ca-key.pem",
        "ca.pem",
        "ca-bundle.pem",
        "calls.journal",
        "running.json",
    ];
    let is_closed = |when: &str| {
        assert_eq!(mode(&folder), 0o700, "{when}");
        assert_eq!(
            mode(&computer.database().with_extension("db.gateway")),
            0o600,
            "who can open the lock can hold it"
        );
        for file in files {
            assert_eq!(mode(&folder.join(file)), 0o600, "{when}: {file}");
        }
        if is_root() {
            for file in files {
                let read = as_nobody("cat")
                    .arg(folder.join(file))
                    .stderr(Stdio::null())
                    .output()
                    .unwrap();
                assert!(
                    !read.status.success() && read.stdout.is_empty(),
                    "{when}: {file}"
                );
            }
        }
    };
    // The person's own habit here is to leave files open to all.
    let start = |computer: &Computer| {
        let program = computer.program(&["gateway", "--port", "0", "--tls-port", "0"]);
        let mut open = computer.command("sh");
        open.args(["-c", "umask 000; exec \"$@\"", "sh"])
            .arg(program.get_program())
            .args(program.get_args());
        GatewayProcess::of(open.stderr(computer.error_file()))
    };
    let gateway = start(&computer);
    is_closed("at first");
    let key = fs::read(folder.join("ca-key.pem")).unwrap();
    assert!(gateway.end());
    fs::set_permissions(&folder, fs::Permissions::from_mode(0o777)).unwrap();
    for file in ["ca-key.pem", "ca.pem", "ca-bundle.pem", "calls.journal"] {
        fs::set_permissions(folder.join(file), fs::Permissions::from_mode(0o666)).unwrap();
    }
    let gateway = start(&computer);
    is_closed("after it was opened");
    assert_eq!(
        fs::read(folder.join("ca-key.pem")).unwrap(),
        key,
        "clients go on trusting it"
    );
    // The certificate of this run has a key that is in no file.
    let keys = found(&computer.path(""), "PRIVATE KEY");
    assert_eq!(keys, [folder.join("ca-key.pem")]);
    drop(gateway);
}

/// Finds the files below a folder that contain a text.
fn found(folder: &Path, text: &str) -> Vec<PathBuf> {
    let entries = fs::read_dir(folder)
        .unwrap()
        .map(|entry| entry.unwrap().path());
    let below = entries.flat_map(|path| {
        if path.is_dir() {
            found(&path, text)
        } else {
            vec![path]
        }
    });
    below
        .filter(|path| {
            String::from_utf8_lossy(&fs::read(path).unwrap_or_default()).contains(text)
                || path.is_dir()
        })
        .collect()
}

#[test]
fn what_was_planted_leads_nowhere() {
    let computer = Computer::new();
    computer.verb(&["status"]).success();
    let folder = computer.data().join("gateway");
    let mine = computer.path("home").join("mine");
    let text = "a file of the person's\nwith a line that is cut";
    let plant = |name: &str| {
        fs::create_dir_all(&folder).unwrap();
        fs::write(&mine, text).unwrap();
        fs::set_permissions(&mine, fs::Permissions::from_mode(0o644)).unwrap();
        let _ = fs::remove_file(folder.join(name));
        symlink(&mine, folder.join(name)).unwrap();
    };
    let is_untouched = |name: &str| {
        assert_eq!(
            (fs::read_to_string(&mine).unwrap().as_str(), mode(&mine)),
            (text, 0o644),
            "{name}"
        );
    };
    // Files that the gateway makes itself take the link's place.
    for name in [
        "ca-key.pem",
        "ca.pem",
        "ca-bundle.pem",
        "running.json",
        "ca-key.new",
    ] {
        plant(name);
        let gateway = GatewayProcess::start(&computer, &[]);
        is_untouched(name);
        if name != "ca-key.new" {
            assert!(!folder.join(name).is_symlink(), "{name}");
        }
        assert!(gateway.end());
        is_untouched(name);
    }
    // Records of calls must not be lost, so a person has to look at this file.
    plant("calls.journal");
    let error = computer.verb(&["gateway", "--port", "0"]).refusal(1);
    assert!(
        error.contains(
            "calls.journal is a link, of another kind, or belongs to somebody else; remove it"
        ),
        "{error}"
    );
    is_untouched("calls.journal");
    // A pipe would hold the gateway up for ever.
    fs::remove_file(folder.join("calls.journal")).unwrap();
    assert!(
        Command::new("mkfifo")
            .arg(folder.join("calls.journal"))
            .status()
            .unwrap()
            .success()
    );
    computer.verb(&["gateway", "--port", "0"]).refusal(1);
    fs::remove_file(folder.join("calls.journal")).unwrap();
    // The folder itself: not even its permissions change.
    fs::remove_dir_all(&folder).unwrap();
    let elsewhere = computer.path("home").join("elsewhere");
    fs::create_dir(&elsewhere).unwrap();
    fs::set_permissions(&elsewhere, fs::Permissions::from_mode(0o755)).unwrap();
    symlink(&elsewhere, &folder).unwrap();
    let error = computer.verb(&["gateway", "--port", "0"]).refusal(1);
    assert!(error.contains("gateway is a link"), "{error}");
    assert_eq!(
        (mode(&elsewhere), fs::read_dir(&elsewhere).unwrap().count()),
        (0o755, 0)
    );
    fs::remove_file(&folder).unwrap();
    // An authority that somebody else made, whose key they hold.
    if is_root() {
        assert!(GatewayProcess::start(&computer, &[]).end());
        let planted = fs::read(folder.join("ca.pem")).unwrap();
        for file in ["ca.pem", "ca-key.pem"] {
            std::os::unix::fs::chown(folder.join(file), Some(NOBODY.parse().unwrap()), None)
                .unwrap();
        }
        let gateway = GatewayProcess::start(&computer, &[]);
        assert_ne!(fs::read(&gateway.certificate).unwrap(), planted);
        assert!(
            !String::from_utf8(fs::read(&gateway.bundle).unwrap())
                .unwrap()
                .contains(&String::from_utf8(planted).unwrap())
        );
    }
}

/// Runs openssl in a folder. Returns its success and its output.
fn openssl(folder: &Path, arguments: &str) -> (bool, String) {
    let output = Command::new("openssl")
        .args(arguments.split(' '))
        .current_dir(folder)
        .stdin(Stdio::null())
        .output();
    let output = output.unwrap();
    let text = |bytes| String::from_utf8(bytes).unwrap();
    (
        output.status.success(),
        text(output.stdout) + text(output.stderr).as_str(),
    )
}

#[tokio::test]
async fn the_authority_is_good_for_this_computer_only() {
    let system: Vec<_> = fs::read_dir("/etc/ssl/certs")
        .map(|list| list.map(|file| file.unwrap().path()).collect())
        .unwrap_or_default();
    let fal = StandIn::start().await;
    let mut computer = Computer::new();
    computer.follow(&fal);
    let gateway = GatewayProcess::start(&computer, &[]);
    let folder = computer.data().join("gateway");
    let now: Vec<_> = fs::read_dir("/etc/ssl/certs")
        .map(|list| list.map(|file| file.unwrap().path()).collect())
        .unwrap_or_default();
    assert_eq!(now, system, "nothing is put into the system's trust");
    let (_, text) = openssl(&folder, "x509 -in ca.pem -noout -text");
    for line in [
        "X509v3 Name Constraints: critical",
        "DNS:localhost",
        "IP:127.0.0.0/255.0.0.0",
        "pathlen:0",
    ] {
        assert!(text.contains(line), "{line} is not in {text}");
    }
    // Whoever steals the key makes certificates with it.
    let made = tempfile::tempdir().unwrap();
    let verified = |name: &str, more: &str| {
        let (ca, key) = (
            folder.join("ca.pem").display().to_string(),
            folder.join("ca-key.pem").display().to_string(),
        );
        let make = format!(
            "req -x509 -newkey ec -pkeyopt ec_paramgen_curve:P-256 -nodes -keyout leaf.key -out \
             leaf.pem -days 2 -CA {ca} -CAkey {key} {more}"
        );
        let (is_made, output) = openssl(made.path(), &make);
        assert!(is_made, "{output}");
        let (is_good, output) = openssl(made.path(), &format!("verify -CAfile {ca} leaf.pem"));
        assert!(
            is_good || output.contains("permitted subtree violation"),
            "{name}: {output}"
        );
        is_good
    };
    for (name, is_good) in [
        ("DNS:localhost", true),
        ("IP:127.0.0.1", true),
        ("IP:127.9.9.9", true),
        ("IP:::1", true),
        ("DNS:example.com", false),
        ("DNS:fal.run", false),
        ("DNS:localhost.example.com", false),
        ("DNS:*.example.com", false),
        ("IP:93.184.215.14", false),
        ("IP:192.168.1.1", false),
        ("DNS:localhost,DNS:fal.run", false),
    ] {
        let leaf = format!("-subj /CN=x -addext subjectAltName={name}");
        assert_eq!(verified(name, &leaf), is_good, "{name}");
    }
    assert!(!verified("a name of old", "-subj /CN=fal.run"));
    // Another authority below it, and a certificate of that one.
    let (ca, key) = (
        folder.join("ca.pem").display().to_string(),
        folder.join("ca-key.pem").display().to_string(),
    );
    let make = "req -x509 -newkey ec -pkeyopt ec_paramgen_curve:P-256 -nodes -days 2";
    for (issuer, name, rest) in [
        (
            format!("-CA {ca} -CAkey {key}"),
            "below",
            "-subj /CN=below -addext basicConstraints=critical,CA:TRUE",
        ),
        (
            "-CA below.pem -CAkey below.key".to_owned(),
            "leaf",
            "-subj /CN=x -addext subjectAltName=DNS:localhost",
        ),
    ] {
        let (is_made, output) = openssl(
            made.path(),
            &format!("{make} -keyout {name}.key -out {name}.pem {issuer} {rest}"),
        );
        assert!(is_made, "{output}");
    }
    let (is_good, output) = openssl(
        made.path(),
        &format!("verify -CAfile {ca} -untrusted below.pem leaf.pem"),
    );
    assert!(
        !is_good && output.contains("path length constraint exceeded"),
        "{output}"
    );
    // Programs that were not pointed at the certificate do not trust it; one that was, does.
    let address = format!("https://{}/run", gateway.https);
    let curl = |arguments: &[&str]| {
        let arguments: Vec<String> = arguments.iter().map(|text| (*text).to_owned()).collect();
        let address = address.clone();
        async move {
            let output = tokio::process::Command::new("curl")
                .args(["-s", "--noproxy", "*"])
                .args(arguments)
                .arg(address)
                .output();
            output.await.unwrap().status.code()
        }
    };
    let bundle = gateway.bundle.display().to_string();
    let trusts = wait::within(Duration::from_secs(5), "an answer", async || {
        Ok::<_, ()>(curl(&["--cacert", &bundle]).await)
    })
    .await;
    assert_eq!(trusts, Some(0));
    assert_eq!(curl(&[]).await, Some(60), "an unknown authority");
}
