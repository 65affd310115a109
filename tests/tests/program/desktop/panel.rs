//! The icon in a real panel, Xfce's.

use std::fs;
use std::process::{Command, Stdio};

use fal_budget_tests::app::App;
use fal_budget_tests::computer::Computer;
use fal_budget_tests::desktop::{Desktop, ProcessGroup};
use fal_budget_tests::wait;

/// A panel of 32 pixels along the top, with nothing but the tray.
const PANEL: &str = r#"<?xml version="1.0" encoding="UTF-8"?>
<channel name="xfce4-panel" version="1.0">
  <property name="configver" type="int" value="2"/>
  <property name="panels" type="array">
    <value type="int" value="1"/>
    <property name="panel-1" type="empty">
      <property name="position" type="string" value="p=6;x=0;y=0"/>
      <property name="length" type="uint" value="100"/>
      <property name="position-locked" type="bool" value="true"/>
      <property name="size" type="uint" value="32"/>
      <property name="plugin-ids" type="array"><value type="int" value="1"/></property>
    </property>
  </property>
  <property name="plugins" type="empty">
    <property name="plugin-1" type="string" value="systray"/>
  </property>
</channel>
"#;

/// Takes a picture of the panel, in one of ImageMagick's formats.
fn panel_pixels(desktop: &Desktop, format: &str) -> Vec<u8> {
    let part = [
        "-window",
        "root",
        "-crop",
        "1280x32+0+0",
        "+repage",
        "-depth",
        "8",
        format,
    ];
    Command::new("import")
        .args(["-display", &desktop.display])
        .args(part)
        .output()
        .unwrap()
        .stdout
}

/// Counts the pixels of about this colour.
fn count(pixels: &[u8], [red, green, blue]: [u8; 3]) -> usize {
    let near = |a: u8, b: u8| a.abs_diff(b) < 24;
    pixels
        .chunks_exact(3)
        .filter(|pixel| near(pixel[0], red) && near(pixel[1], green) && near(pixel[2], blue))
        .count()
}

#[tokio::test]
async fn a_real_panel_shows_the_picture_and_its_change() {
    let computer = Computer::new();
    computer.verb(&["budget", "set", "10"]).success();
    let settings = computer
        .path("config")
        .join("xfce4/xfconf/xfce-perchannel-xml");
    fs::create_dir_all(&settings).unwrap();
    fs::write(settings.join("xfce4-panel.xml"), PANEL).unwrap();
    let desktop = Desktop::new(&computer);
    let _panel = ProcessGroup::start(
        computer
            .command("xfce4-panel")
            .arg("--disable-wm-check")
            .envs(desktop.environment())
            .stdin(Stdio::null())
            .stdout(Stdio::null())
            .stderr(Stdio::null()),
    );
    let app = App::start(&computer, &desktop, &["--hidden"]);

    let sees = async |what: &str, colour: [u8; 3]| {
        wait::until(what, async || {
            (count(&panel_pixels(&desktop, "rgb:-"), colour) > 30).then_some(())
        })
        .await;
    };
    sees("the panel shows the full green ring", [38, 160, 100]).await;
    let folder = concat!(env!("CARGO_MANIFEST_DIR"), "/artefacts");
    fs::create_dir_all(folder).unwrap();
    fs::write(
        format!("{folder}/panel.png"),
        panel_pixels(&desktop, "png:-"),
    )
    .unwrap();

    computer.verb(&["log", "--images", "340"]).success();
    sees("the panel shows the red triangle", [226, 64, 56]).await;
    fs::write(
        format!("{folder}/panel-low.png"),
        panel_pixels(&desktop, "png:-"),
    )
    .unwrap();
    assert!(
        app.window().is_none(),
        "with a real panel a hidden start stays hidden"
    );
}
