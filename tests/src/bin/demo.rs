//! `make demo`: the program against the stand-in fal, on a data folder of its own, with jobs to
//! look at. Commands typed in the terminal change the stand-in.

use std::path::PathBuf;
use std::process::Command;

use fal_budget_app::{clock, sample};
use fal_budget_tests::connected;
use fal_budget_tests::stand_in::{ADMIN_KEY, Fault, StandIn};
use tokio::io::{AsyncBufReadExt, BufReader, stdin};

/// Data folder of the program, below the one that is given to it.
const DATA: &str = if cfg!(target_os = "linux") {
    "dev.falbudget.app"
} else {
    "Library/Application Support/dev.falbudget.app"
};

const HELP: &str = "
Here fal.ai is played by this computer, and its key is connected. Type what happens at fal.ai, and \
  press Refresh or wait a minute:

    run 4        a program of yours runs 4 images
    top up 20    you buy credit for 20 dollars
    refund 0.2   fal.ai gives 20 cents back
    lock         fal.ai locks the account
    unlock       and opens it again
    revoke       the key is deleted in the dashboard
    new key      and the same one made again
    fail 502     fal.ai answers with an error
    hang         fal.ai does not answer
    works        all is well again
    quit

Disconnected in Settings, the account is connected again by this key:

    {key}
";

#[tokio::main]
async fn main() {
    let fal = StandIn::start().await;
    let folder = tempfile::Builder::new()
        .prefix("fal-budget-demo-")
        .tempdir()
        .unwrap();
    let program = |arguments: &[&str]| {
        let mut command = Command::new(program());
        command.args(arguments).envs(fal.variables());
        // The demo never touches the person's own data.
        command.env(
            if cfg!(target_os = "linux") {
                "XDG_CONFIG_HOME"
            } else {
                "HOME"
            },
            folder.path(),
        );
        command
    };
    let file = folder.path().join("history.csv");
    std::fs::write(&file, sample::table(clock::now())).unwrap();
    let file = file.display().to_string();
    let imported = program(&["import", &file, "--yes"]).output().unwrap();
    assert!(imported.status.success(), "{imported:?}");
    connected::connect(&fal, &folder.path().join(DATA)).await;
    println!("{}", HELP.replace("{key}", ADMIN_KEY));
    let mut window = tokio::process::Command::from(program(&[]))
        .kill_on_drop(true)
        .spawn()
        .unwrap();
    let mut lines = BufReader::new(stdin()).lines();
    let mut listening = true;
    loop {
        tokio::select! {
            _ = window.wait() => return,
            line = lines.next_line(), if listening => match line {
                Ok(Some(line)) if line.trim() == "quit" => return,
                Ok(Some(line)) => println!("{}", happens(&fal, line.trim())),
                _ => listening = false,
            },
        }
    }
}

fn happens(fal: &StandIn, line: &str) -> String {
    match line.split_whitespace().collect::<Vec<_>>()[..] {
        ["run", count] if count.parse::<u32>().is_ok() => {
            fal.runs("fal-ai/flux/dev", count.parse().unwrap());
        }
        ["top", "up", dollars] | ["refund", dollars] if is_amount(dollars) => {
            fal.gets(dollars);
        }
        ["lock"] => {
            fal.locks("Exhausted balance. Top up your balance at fal.ai/dashboard/billing.")
        }
        ["unlock"] => fal.unlocks(),
        ["revoke"] => fal.revokes_the_key(),
        ["new", "key"] => fal.takes_the_key_again(),
        ["fail", status]
            if status
                .parse::<u16>()
                .is_ok_and(|status| (400..600).contains(&status)) =>
        {
            fal.fails(Fault::status(status.parse().unwrap()));
        }
        ["hang"] => fal.fails(Fault::Hang),
        ["works"] => fal.works(),
        _ => return "That is none of the lines above.".to_owned(),
    }
    format!(
        "fal.ai now says ${:.2}",
        rust_decimal::Decimal::new(fal.says(), 9)
    )
}

fn is_amount(text: &str) -> bool {
    text.parse::<rust_decimal::Decimal>()
        .is_ok_and(|amount| amount.scale() <= 9 && amount.abs() <= 1_000_000.into())
}

/// Returns the program that was built beside this one.
fn program() -> PathBuf {
    std::env::current_exe()
        .unwrap()
        .with_file_name("fal-budget")
}
