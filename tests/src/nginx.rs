//! nginx as a very fast upstream and as a plain proxy: one worker, on a free port of this computer.

use std::fs;
use std::net::TcpStream;
use std::process::Command;

use tempfile::TempDir;

use crate::desktop::ProcessGroup;
use crate::ports::free_port;
use crate::wait;

/// Size of the result at `/queue/…/requests/large`.
pub const LARGE: u64 = 1 << 30;

/// A running nginx, which ends when it is dropped, with its folder.
pub struct Nginx {
    process: ProcessGroup,
    _folder: TempDir,
    /// Address and port, such as `127.0.0.1:8720`.
    pub address: String,
}

impl Nginx {
    /// Plays fal with one fixed answer and one large result.
    pub async fn fal() -> Self {
        let headers = "add_header x-fal-request-id $request_id; add_header x-fal-billable-units 1;";
        let image = r#"{"url":"https://v3.fal.media/files/cat.png","width":1024,"height":1024}"#;
        let body = format!(r#"{{"images":[{image}],"seed":42}}"#);
        Self::start(
            "",
            &format!(
                "default_type application/json; client_max_body_size 0;
                 location / {{ {headers} return 200 '{body}'; }}
                 location ~ /requests/large$ {{ {headers} try_files /large =404; }}"
            ),
        )
        .await
    }

    /// Passes everything on to another server, over connections that are kept.
    pub async fn proxy(to: &str) -> Self {
        Self::start(
            &format!("upstream fal {{ server {to}; keepalive 32; keepalive_requests 100000000; }}"),
            "location / { proxy_pass http://fal; proxy_http_version 1.1; \
             proxy_set_header Connection ''; }",
        )
        .await
    }

    async fn start(outside: &str, inside: &str) -> Self {
        let folder = tempfile::Builder::new()
            .prefix("fal-budget-nginx-")
            .tempdir()
            .unwrap();
        // Started by root, the worker runs as another user.
        fs::set_permissions(
            folder.path(),
            std::os::unix::fs::PermissionsExt::from_mode(0o755),
        )
        .unwrap();
        fs::File::create(folder.path().join("large"))
            .unwrap()
            .set_len(LARGE)
            .unwrap();
        let address = format!("127.0.0.1:{}", free_port());
        let temporary: String = ["client_body", "proxy", "fastcgi", "uwsgi", "scgi"]
            .map(|what| format!("{what}_temp_path {what}; "))
            .concat();
        let text = format!(
            "daemon off; worker_processes 1; pid nginx.pid; error_log stderr error; \
             events {{ worker_connections 512; }}
             http {{ access_log off; sendfile on; keepalive_requests 100000000; {temporary}
             {outside} server {{ listen {address}; root .; {inside} }} }}"
        );
        fs::write(folder.path().join("nginx.conf"), text).unwrap();
        // The path of a person often lacks the folder of servers.
        let path = format!("{}:/usr/sbin", std::env::var("PATH").unwrap_or_default());
        let mut command = Command::new("nginx");
        command.env("PATH", path);
        command
            .arg("-p")
            .arg(folder.path())
            .args(["-e", "stderr", "-c", "nginx.conf"]);
        let process = ProcessGroup::start(&mut command);
        wait::until("nginx listens", async || TcpStream::connect(&address).ok()).await;
        Self {
            process,
            _folder: folder,
            address,
        }
    }

    /// Returns the memory of its two processes, in megabytes.
    pub fn memory(&self) -> f64 {
        self.process.memory()
    }
}
