//! The real window, driven by WebDriver as a person would drive it.

use std::process::Stdio;
use std::time::Duration;

use serde_json::{Value, json};
use thirtyfour::error::WebDriverErrorInner;
use thirtyfour::prelude::*;
use thirtyfour::{Capabilities, Key};
use tokio::net::TcpStream;

use crate::app;
use crate::computer::{Computer, binary};
use crate::desktop::{Desktop, ProcessGroup};
use crate::ports::free_port;
use crate::wait;

const CUT: &str = "
    const open = [...document.querySelectorAll('dialog[open]')].at(-1) ?? document.body;
    const frames = [document.documentElement, ...(open === document.body ? [] : [open])];
    const wide = frames.filter((it) => it.scrollWidth > it.clientWidth).map((it) => \
      `${it.tagName} ${it.id} is ${it.scrollWidth} wide, not ${it.clientWidth}`);
    const cut = [...open.querySelectorAll('*')].filter((it) => it.checkVisibility() && \
      it.textContent.trim() && !it.matches('.spoken, option') && !(it instanceof SVGElement))
        .filter((it) => ['hidden', 'clip'].includes(getComputedStyle(it).overflowX) && \
          (it.scrollWidth > it.clientWidth + 1 || it.scrollHeight > it.clientHeight + 1))
        .map((it) => `${it.tagName} ${it.id} “${it.textContent.trim().slice(0, 40)}” is cut`);
    return [...wide, ...cut]";

/// An open window on a desktop of its own.
pub struct Window {
    pub driver: WebDriver,
    driver_process: ProcessGroup,
    desktop: Desktop,
}

impl Window {
    /// Opens the window and waits until it shows figures or a problem.
    pub async fn open(computer: &Computer) -> Self {
        Self::open_on(computer, Desktop::new(computer), &[]).await
    }

    /// Opens the window on a desktop that is there already, with arguments for the program.
    pub async fn open_on(computer: &Computer, desktop: Desktop, arguments: &[&str]) -> Self {
        let window = Self::start(computer, desktop, arguments).await;
        window
            .wait_for(
                "the page knows what to show",
                "return document.body.dataset.phase !== 'loading'",
            )
            .await;
        window
    }

    async fn start(computer: &Computer, desktop: Desktop, arguments: &[&str]) -> Self {
        let port = free_port();
        let process = ProcessGroup::start(
            computer
                .command("WebKitWebDriver")
                .args([format!("--port={port}"), "--host=127.0.0.1".to_owned()])
                .envs(desktop.environment())
                .env("TAURI_WEBVIEW_AUTOMATION", "true")
                .stdout(Stdio::null())
                .stderr(Stdio::null()),
        );
        let mut wanted = Capabilities::new();
        wanted
            .set(
                "webkitgtk:browserOptions",
                json!({ "binary": binary(), "args": arguments }),
            )
            .unwrap();
        // The program brings no cryptography of its own to the HTTP library that thirtyfour shares
        // with it.
        let _ = rustls::crypto::ring::default_provider().install_default();
        let address = format!("http://127.0.0.1:{port}");
        wait::until("WebDriver listens", async || {
            TcpStream::connect(("127.0.0.1", port)).await.ok()
        })
        .await;
        let driver = WebDriver::builder(address, wanted)
            .request_timeout(Duration::from_secs(60))
            .await
            .unwrap();
        // Its own way of ending a session waits for an answer that a killed driver never gives.
        std::mem::forget(driver.clone());
        Self {
            driver,
            driver_process: process,
            desktop,
        }
    }

    /// Returns the number of a process that sees the program's disks.
    pub fn process(&self) -> u32 {
        self.driver_process.id()
    }

    /// Returns the window on the screen. `None` while none is shown.
    pub fn on_screen(&self) -> Option<u32> {
        app::window_on(&self.desktop.display, "fal Budget")
    }

    /// Runs a script in the page and returns its result.
    pub async fn run(&self, script: &str) -> Value {
        self.driver
            .execute(script, Vec::new())
            .await
            .unwrap()
            .json()
            .clone()
    }

    /// Calls a command of the program as the page does. Returns its answer, or its error as `Err`.
    pub async fn invoke(&self, command: &str, arguments: Value) -> Result<Value, Value> {
        let script = "const [command, args, done] = arguments;
            window.__TAURI__.core.invoke(command, args).then((answer) => done({ answer }), \
              (refusal) => done({ refusal }))";
        let arguments = vec![json!(command), arguments];
        let mut outcome = self
            .driver
            .execute_async(script, arguments)
            .await
            .unwrap()
            .json()
            .clone();
        match outcome.get_mut("refusal") {
            Some(refusal) => Err(refusal.take()),
            None => Ok(outcome["answer"].take()),
        }
    }

    pub async fn wait_for(&self, what: &str, condition: &str) {
        wait::until(what, async || {
            (self.run(condition).await == json!(true)).then_some(())
        })
        .await;
    }

    pub async fn find(&self, id: &str) -> WebElement {
        self.driver
            .find(By::Id(id))
            .await
            .unwrap_or_else(|_| panic!("no #{id}"))
    }

    /// Returns the text that a person can see there.
    pub async fn text(&self, id: &str) -> String {
        self.find(id).await.text().await.unwrap()
    }

    /// Returns the value of a field.
    pub async fn value(&self, id: &str) -> String {
        let value = self
            .run(&format!("return document.getElementById('{id}').value"))
            .await;
        value.as_str().unwrap_or_default().to_owned()
    }

    pub async fn attribute(&self, id: &str, name: &str) -> Option<String> {
        self.find(id).await.attr(name).await.unwrap()
    }

    pub async fn is_shown(&self, id: &str) -> bool {
        self.find(id).await.is_displayed().await.unwrap()
    }

    /// Presses an element after scrolling it into view. Waits until it is shown, and for a toast
    /// that covers it.
    pub async fn click(&self, id: &str) {
        let element = self.find(id).await;
        self.run(&format!(
            "document.getElementById('{id}').scrollIntoView({{ block: 'center' }})"
        ))
        .await;
        wait::within(
            wait::PATIENCE,
            &format!("#{id} can be pressed"),
            async || match element.click().await {
                Err(error) if is_not_ready(&error) => Err(error),
                pressed => {
                    pressed.unwrap();
                    Ok(())
                }
            },
        )
        .await;
    }

    /// Presses the element that a selector finds.
    pub async fn press(&self, selector: &str) {
        self.driver
            .find(By::Css(selector))
            .await
            .unwrap_or_else(|_| panic!("no {selector}"))
            .click()
            .await
            .unwrap();
    }

    /// Types into a field, in place of its value. Waits until the field is shown.
    pub async fn type_into(&self, id: &str, text: &str) {
        let field = self.find(id).await;
        wait::within(
            wait::PATIENCE,
            &format!("#{id} takes text"),
            async || match field.clear().await {
                Err(error) if is_not_ready(&error) => Err(error),
                cleared => {
                    cleared.unwrap();
                    Ok(())
                }
            },
        )
        .await;
        if !text.is_empty() {
            field.send_keys(text).await.unwrap();
        }
    }

    pub async fn press_enter(&self, id: &str) {
        self.find(id)
            .await
            .send_keys(Key::Enter + "")
            .await
            .unwrap();
    }

    pub async fn focused(&self) -> String {
        self.run("return document.activeElement.id")
            .await
            .as_str()
            .unwrap_or_default()
            .to_owned()
    }

    /// Waits until the focus is on this element.
    pub async fn sees_focus_on(&self, id: &str) {
        wait::within(wait::PATIENCE, &format!("focus on #{id}"), async || {
            let focused = self.focused().await;
            if focused == id { Ok(()) } else { Err(focused) }
        })
        .await;
    }

    /// Waits until a person sees this text there.
    pub async fn sees(&self, id: &str, text: &str) {
        self.sees_within(wait::PATIENCE, id, text).await;
    }

    pub async fn sees_within(&self, limit: Duration, id: &str, text: &str) {
        wait::within(limit, &format!("#{id} shows “{text}”"), async || {
            let shown = self.text(id).await;
            if shown.contains(text) {
                Ok(())
            } else {
                Err((
                    shown,
                    self.run("return document.getElementById('toasts').textContent")
                        .await,
                ))
            }
        })
        .await;
    }

    /// Waits for a toast with this text.
    pub async fn sees_toast(&self, text: &str) {
        self.sees("toasts", text).await;
    }

    pub async fn resize(&self, width: u32, height: u32) {
        self.driver
            .set_window_rect(0, 0, width, height)
            .await
            .unwrap();
        wait::until("the window has its new size", async || {
            (self.run("return innerWidth").await == json!(width)).then_some(())
        })
        .await;
    }

    /// Finds everything that is cut, or reaches beyond the window or the dialog that is open. One
    /// line each.
    pub async fn cut(&self, view: &str) -> Vec<String> {
        let found = self.run(CUT).await;
        found
            .as_array()
            .unwrap()
            .iter()
            .map(|line| format!("{view}: {}", line.as_str().unwrap()))
            .collect()
    }

    /// Saves a picture of the screen, as a person sees it, among the artefacts of the tests.
    pub async fn picture(&self, name: &str) {
        let folder = concat!(env!("CARGO_MANIFEST_DIR"), "/artefacts");
        std::fs::create_dir_all(folder).unwrap();
        // The inner size shrinks with larger text.
        let size = self.run("return `${outerWidth}x${outerHeight}+0+0`").await;
        let mut before = Vec::new();
        let still = wait::until("the picture stands still", async || {
            let now = self.screen(size.as_str().unwrap_or_default()).await;
            let still = now == before;
            before.clone_from(&now);
            still.then_some(now)
        })
        .await;
        std::fs::write(format!("{folder}/{name}.png"), still).unwrap();
    }

    /// Takes a picture of the window's part of the screen. WebDriver's own screenshot waits for
    /// ever for a page that has nothing more to paint.
    async fn screen(&self, part: &str) -> Vec<u8> {
        let mut import = tokio::process::Command::new("import");
        import.args([
            "-display",
            &self.desktop.display,
            "-window",
            "root",
            "-crop",
            part,
            "+repage",
        ]);
        import
            .args(["-define", "png:exclude-chunks=date,time", "png:-"])
            .kill_on_drop(true);
        import.output().await.unwrap().stdout
    }

    /// Closes the window as a person would.
    pub async fn close(self) {
        self.driver.quit().await.unwrap();
    }
}

/// Tells an element that something covers, or that is not shown yet, from one that is not there.
fn is_not_ready(error: &WebDriverError) -> bool {
    matches!(
        error.as_inner(),
        WebDriverErrorInner::ElementClickIntercepted(_)
            | WebDriverErrorInner::ElementNotInteractable(_)
    )
}
