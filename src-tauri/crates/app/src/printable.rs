//! Jobs as a page to print: one file of HTML that loads nothing and runs nothing.

use std::collections::BTreeMap;
use std::fmt::{Display, Write as _};

use chrono::{DateTime, NaiveDate, TimeZone, Utc};
use fal_budget_domain::into_str::IntoStr;
use fal_budget_domain::jobs::{Basis, Job, Subject};
use fal_budget_domain::money::currency::MoneyFormat;
use fal_budget_domain::money::{Money, TooLarge};
use fal_budget_domain::spending::JobSum;
use fal_budget_domain::spending::period::DayGroup;
use fal_budget_i18n::{Language, say};

use crate::format;
use crate::view::subject_name;

/// Style of the page, in it: a file that is sent on has nothing beside it.
const STYLE: &str = "body{font:11pt/1.4 system-ui,sans-serif;max-width:60rem;margin:2rem auto;\
padding:0 1rem;color:#111;background:#fff}h1{font-size:1.5rem}h2{font-size:1.1rem;\
margin-top:2rem}table{border-collapse:collapse;width:100%}th,td{text-align:left;\
padding:.2rem .6rem .2rem 0;border-bottom:1px solid #ccc;vertical-align:top;\
overflow-wrap:anywhere}.n{text-align:right;white-space:nowrap;\
font-variant-numeric:tabular-nums}thead{display:table-header-group}tr{break-inside:avoid}\
.sum{font-size:1.25rem}@page{margin:15mm}@media print{body{margin:0;max-width:none}}";

/// Sums of some jobs: of all, by model, by tag and by local day. Voided jobs are in none.
#[derive(Debug, Default)]
pub(crate) struct Sums {
    all: JobSum,
    models: BTreeMap<String, JobSum>,
    tags: BTreeMap<String, JobSum>,
    days: BTreeMap<NaiveDate, JobSum>,
    corrections: Money,
}

/// Page to print.
pub(crate) struct Printable<'a> {
    /// Days of the period, if it is one of days.
    pub(crate) period: Option<DayGroup>,
    /// Tag of the jobs.
    pub(crate) tag: Option<&'a str>,
    /// Sums of the jobs.
    pub(crate) sums: &'a Sums,
    /// Jobs to list, the oldest first.
    pub(crate) jobs: &'a [Job],
    /// There are more jobs than are listed.
    pub(crate) is_cut: bool,
    /// Currency of the amounts.
    pub(crate) display: MoneyFormat,
}

impl Sums {
    /// Adds a job.
    pub(crate) fn add<Z: TimeZone>(&mut self, job: &Job, zone: &Z) -> Result<(), TooLarge> {
        if job.voided_at.is_some() {
            return Ok(());
        }
        let cost = job.what.cost.unwrap_or_default();
        // A correction belongs to no model and no day.
        if job.what.subject == Subject::Correction {
            self.corrections = self.corrections.plus(cost)?;
            return Ok(());
        }
        let sum = JobSum {
            jobs: 1,
            cost,
            unpriced: i64::from(job.what.cost.is_none()),
        };
        let model = subject_name(&job.what.subject).to_owned();
        let tag = job.what.label.tag.clone().unwrap_or_default();
        let day = job.at.with_timezone(zone).date_naive();
        self.all.add(sum)?;
        self.models.entry(model).or_default().add(sum)?;
        self.tags.entry(tag).or_default().add(sum)?;
        self.days.entry(day).or_default().add(sum)
    }

    /// Returns the number of jobs.
    pub(crate) fn jobs(&self) -> u64 {
        self.all.jobs.unsigned_abs()
    }
}

impl Printable<'_> {
    /// Writes the page.
    pub(crate) fn html<Z: TimeZone<Offset: Display>>(
        &self,
        now: DateTime<Utc>,
        zone: &Z,
    ) -> Result<String, TooLarge> {
        let today = now.with_timezone(zone).date_naive();
        let title = self.title(today);
        let mut page = format!(
            "<!doctype html>\n<html lang=\"{}\">\n<head>\n<meta charset=\"utf-8\">\n\
             <meta http-equiv=\"Content-Security-Policy\" \
             content=\"default-src 'none'; style-src 'unsafe-inline'\">\n\
             <title>{}</title>\n<style>{STYLE}</style>\n</head>\n<body>\n<h1>{}</h1>\n",
            Language::spoken().tag(),
            escaped(&title),
            escaped(&title),
        );
        self.body(&mut page, now, zone)?;
        let written = say!("print-written", time = format::moment(now, now, zone));
        let _ = write!(page, "<p>{}</p>\n</body>\n</html>\n", escaped(&written));
        Ok(page)
    }

    fn title(&self, today: NaiveDate) -> String {
        let days = self.period.map(|days| format::days(days, today));
        let days = days.unwrap_or_else(|| say!("print-all-time"));
        match self.tag {
            Some("") => say!("print-title-of", days = days, tag = say!("series-no-tag")),
            Some(tag) => say!("print-title-of", days = days, tag = tag),
            None => say!("print-title", days = days),
        }
    }

    fn body<Z: TimeZone<Offset: Display>>(
        &self,
        page: &mut String,
        now: DateTime<Utc>,
        zone: &Z,
    ) -> Result<(), TooLarge> {
        let (sums, display) = (self.sums, self.display);
        if sums.all.jobs == 0 {
            let _ = writeln!(page, "<p>{}</p>", escaped(&say!("print-none")));
        } else {
            let total = say!(
                "sum-of-jobs",
                amount = format::sum(&sums.all, display)?,
                jobs = format::jobs_with_unpriced(sums.all.jobs, sums.all.unpriced)
            );
            let _ = writeln!(page, "<p class=\"sum\">{}</p>", escaped(&total));
        }
        if sums.corrections != Money::ZERO {
            let amount = format::total(sums.corrections, display)?;
            let without = say!("print-corrections", amount = amount);
            let _ = writeln!(page, "<p>{}</p>", escaped(&without));
        }
        if sums.all.jobs == 0 {
            return Ok(());
        }
        let tag_name = |tag: &String| {
            if tag.is_empty() {
                say!("series-no-tag")
            } else {
                tag.clone()
            }
        };
        self.parts(page, &say!("field-model"), &sums.models, String::clone)?;
        self.parts(page, &say!("field-tag"), &sums.tags, tag_name)?;
        let today = now.with_timezone(zone).date_naive();
        let day_name = |day: &NaiveDate| {
            let group = DayGroup {
                first: *day,
                last: *day,
            };
            format::days(group, today)
        };
        self.days(page, day_name)?;
        self.list(page, now, zone)
    }

    /// Writes a table of parts, the dearest first.
    fn parts(
        &self,
        page: &mut String,
        head: &str,
        parts: &BTreeMap<String, JobSum>,
        name: impl Fn(&String) -> String,
    ) -> Result<(), TooLarge> {
        let mut parts: Vec<_> = parts.iter().collect();
        parts.sort_by_key(|(_, sum)| std::cmp::Reverse(sum.cost));
        self.table(
            page,
            head,
            parts.into_iter().map(|(key, sum)| (name(key), *sum)),
        )
    }

    fn days(&self, page: &mut String, name: impl Fn(&NaiveDate) -> String) -> Result<(), TooLarge> {
        let days = self.sums.days.iter().map(|(day, sum)| (name(day), *sum));
        self.table(page, &say!("print-day"), days)
    }

    fn table(
        &self,
        page: &mut String,
        head: &str,
        rows: impl Iterator<Item = (String, JobSum)>,
    ) -> Result<(), TooLarge> {
        let heads = [head.to_owned(), say!("print-jobs"), say!("print-cost")];
        head_row(page, &heads);
        for (name, sum) in rows {
            let jobs = format::jobs_with_unpriced(sum.jobs, sum.unpriced);
            row(page, &[&name, &jobs, &format::sum(&sum, self.display)?]);
        }
        page.push_str("</tbody></table>\n");
        Ok(())
    }

    fn list<Z: TimeZone<Offset: Display>>(
        &self,
        page: &mut String,
        now: DateTime<Utc>,
        zone: &Z,
    ) -> Result<(), TooLarge> {
        let _ = writeln!(page, "<h2>{}</h2>", escaped(&say!("print-jobs")));
        if self.is_cut {
            let cut = say!("print-cut", number = self.jobs.len().to_string());
            let _ = writeln!(page, "<p>{}</p>", escaped(&cut));
        }
        let heads = [
            say!("field-time"),
            say!("print-job"),
            say!("field-tag"),
            say!("field-note"),
            say!("field-basis"),
            say!("print-cost"),
        ];
        head_row(page, &heads);
        let is_listed = |job: &&Job| job.voided_at.is_none();
        for job in self.jobs.iter().filter(is_listed) {
            let (what, label) = (&job.what, &job.what.label);
            let cost = match what.cost {
                Some(cost) => format::price(cost, self.display)?,
                None => format::no_price(),
            };
            row(
                page,
                &[
                    &format::moment(job.at, now, zone),
                    &format::job_title(what),
                    label.tag.as_deref().unwrap_or_default(),
                    label.note.as_deref().unwrap_or_default(),
                    &basis(what.basis),
                    &cost,
                ],
            );
        }
        page.push_str("</tbody></table>\n");
        Ok(())
    }
}

fn basis(basis: Basis) -> String {
    match basis {
        Basis::Estimated => say!("print-estimated"),
        Basis::Metered => say!("print-metered"),
        Basis::Billed => say!("print-billed"),
        Basis::Unknown => say!("print-unknown"),
        Basis::Correction => basis.into_str().to_owned(),
    }
}

/// Begins a table. The last column has amounts.
fn head_row(page: &mut String, heads: &[String]) {
    page.push_str("<table><thead><tr>");
    for (nth, head) in heads.iter().enumerate() {
        let class = amount_class(nth, heads.len());
        let _ = write!(page, "<th{class}>{}</th>", escaped(head));
    }
    page.push_str("</tr></thead><tbody>\n");
}

fn row(page: &mut String, cells: &[&str]) {
    page.push_str("<tr>");
    for (nth, cell) in cells.iter().enumerate() {
        let class = amount_class(nth, cells.len());
        let _ = write!(page, "<td{class}>{}</td>", escaped(cell));
    }
    page.push_str("</tr>\n");
}

const fn amount_class(nth: usize, columns: usize) -> &'static str {
    if nth + 1 == columns {
        " class=\"n\""
    } else {
        ""
    }
}

/// Writes a text so that nothing in it is markup, inside of an attribute too.
fn escaped(text: &str) -> String {
    let mut safe = String::with_capacity(text.len());
    for sign in text.chars() {
        match sign {
            '&' => safe.push_str("&amp;"),
            '<' => safe.push_str("&lt;"),
            '>' => safe.push_str("&gt;"),
            '"' => safe.push_str("&quot;"),
            '\'' => safe.push_str("&#39;"),
            sign => safe.push(sign),
        }
    }
    safe
}
