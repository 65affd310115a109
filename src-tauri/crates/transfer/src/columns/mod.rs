//! Fields of a job in files: the one list from which exports take their columns and imports what
//! they can read. `cell` reads one value of a file, `value` writes one.

mod cell;
pub(crate) mod focus;
mod name;
mod style;
mod time;
mod value;
mod zone;

use std::collections::HashMap;
use std::sync::LazyLock;

use chrono::{DateTime, Utc};
use fal_budget_domain::into_str::IntoStr;
use fal_budget_domain::jobs::imported::{ChargeKind, REQUEST_COLUMN};
use fal_budget_domain::jobs::key_id::KeyId;
use fal_budget_domain::jobs::operation::Operation;
use fal_budget_domain::jobs::{Basis, Job, Label, Subject};
use fal_budget_domain::message;
use fal_budget_domain::message::{Message, ToMessage};
use fal_budget_domain::money::amount::{self, TypedAmount};
use fal_budget_domain::money::currency::Currency;
use fal_budget_domain::tariffs::price::is_endpoint;
use fal_budget_domain::tariffs::units;
use fal_budget_i18n::{Language, say};
use rust_decimal::Decimal;
use strum::{EnumCount, VariantArray};

pub(crate) use cell::{Cell, Decimals, FileConventions};
pub(crate) use name::plain_name;
pub use style::{CsvStyle, DecimalSign, Separator};
pub use time::DayOrder;
pub(crate) use time::{When, written};
pub(crate) use value::{ExportColumn, ExportValue};
pub use zone::{Zone, ZoneError};

/// Field of a job that files have, in the order in which a person is asked for its column. Most are
/// named as in fal's billing events
/// (<https://fal.ai/docs/platform-apis/v1/models/billing-events>).
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash, EnumCount, VariantArray)]
pub enum JobField {
    /// Moment at which the job ran.
    Time,
    /// Endpoint id of the model, or `image` and `video` for generic jobs.
    Model,
    /// Cost in US dollars.
    Cost,
    /// Number of units.
    Quantity,
    /// Unit that the model is charged by.
    Unit,
    /// Price of one unit in US dollars.
    UnitPrice,
    /// fal's id of the request.
    Request,
    /// Word to group jobs by.
    Tag,
    /// Free text.
    Note,
    /// Id of the key that it was paid with.
    Key,
    /// Kind of knowledge that the cost rests on.
    Basis,
    /// `yes` for a voided job.
    Voided,
    /// Currency of the row's amounts.
    Currency,
    /// Kind of the charge, as FOCUS has it: usage, a tax, a credit and so on.
    Category,
    /// Part of the cost that was given back.
    Refund,
    /// Cost in billionths of a US dollar, as fal's older events have it. Read only in rows without
    /// a [`JobField::Cost`].
    CostNano,
    /// Origin of the job: window, terminal, gateway and so on. Exported only.
    Source,
}

/// Everything that exports and imports know of a field.
struct Definition {
    /// Header in exports, and the name that callers map columns by.
    name: &'static str,
    /// Headers of bills and programs that are recognized, whatever language people speak, best
    /// first, in lower case with underscores.
    aliases: &'static [&'static str],
    /// Headers that people write in the spoken language, best first, with bars between them.
    headers: Option<fn() -> String>,
    /// Column in exports. `None`: not exported.
    exported: Option<ExportRules>,
    /// Reading of the column. `None`: ignored in files.
    imported: Option<ImportRules>,
}

/// Column of a field in exports.
struct ExportRules {
    /// Number of the column, from 1. Those of released columns stay: spreadsheets refer to them by
    /// place.
    number: u8,
    /// Takes the value from a job.
    value: fn(&Job) -> ExportValue,
}

/// Reading of a field from a row.
struct ImportRules {
    /// Label beside the choice of the column.
    label: fn() -> String,
    /// A row without the field is rejected.
    is_needed: bool,
    /// Puts the value of a cell into the draft. `Err` is the sentence that rejects the row.
    read: fn(&Cell, &FileConventions<'_>, &mut RowDraft) -> Result<(), Message>,
}

/// Values of a row before they are a job. `None`: the row has no such value.
#[derive(Clone, Debug, Default)]
pub(crate) struct RowDraft {
    pub(crate) at: Option<DateTime<Utc>>,
    pub(crate) request: Option<String>,
    pub(crate) subject: Option<Subject>,
    pub(crate) quantity: Option<Decimal>,
    pub(crate) unit: Option<String>,
    pub(crate) unit_price: Option<TypedAmount>,
    pub(crate) cost: Option<TypedAmount>,
    pub(crate) refund: Option<TypedAmount>,
    pub(crate) currency: Option<Currency>,
    /// Kind of a charge that is no job.
    pub(crate) charge: Option<ChargeKind>,
    pub(crate) basis: Option<Basis>,
    pub(crate) label: Label,
    pub(crate) is_voided: bool,
}

const TIME: Definition = Definition {
    name: "timestamp",
    aliases: &["charge_period_start"],
    headers: Some(|| say!("headers-time")),
    exported: Some(ExportRules {
        number: 3,
        value: |job| ExportValue::Time(job.at),
    }),
    imported: Some(ImportRules {
        label: || say!("field-time"),
        is_needed: true,
        read: |cell, file, draft| file.time(cell).map(|at| draft.at = Some(at)),
    }),
};

const MODEL: Definition = Definition {
    name: "endpoint_id",
    aliases: &["model_id", "resource_id", "sku_id"],
    headers: Some(|| say!("headers-model")),
    exported: Some(ExportRules {
        number: 2,
        value: |job| ExportValue::text(subject_name(&job.what.subject)),
    }),
    imported: Some(ImportRules {
        label: || say!("field-model"),
        is_needed: true,
        read: |cell, _, draft| subject(cell).map(|subject| draft.subject = Some(subject)),
    }),
};

const COST: Definition = Definition {
    name: "cost_total",
    aliases: &[
        "usd",
        "eur",
        "$",
        "€",
        "billed_cost",
        "effective_cost",
        "cost_in_billing_currency",
    ],
    headers: Some(|| say!("headers-cost")),
    exported: Some(ExportRules {
        number: 7,
        value: |job| ExportValue::dollars(job.what.cost),
    }),
    imported: Some(ImportRules {
        label: || say!("field-cost"),
        is_needed: false,
        read: |cell, file, draft| file.amount(cell).map(|cost| draft.cost = Some(cost)),
    }),
};

const QUANTITY: Definition = Definition {
    name: "output_units",
    aliases: &["billable_units", "consumed_quantity"],
    headers: Some(|| say!("headers-quantity")),
    exported: Some(ExportRules {
        number: 4,
        value: |job| ExportValue::decimal(job.what.quantity),
    }),
    imported: Some(ImportRules {
        label: || say!("field-quantity"),
        is_needed: false,
        read: |cell, file, draft| {
            file.quantity(cell)
                .map(|number| draft.quantity = Some(number))
        },
    }),
};

const UNIT: Definition = Definition {
    name: "unit",
    aliases: &["consumed_unit", "pricing_unit"],
    headers: Some(|| say!("headers-unit")),
    exported: Some(ExportRules {
        number: 5,
        value: |job| ExportValue::text(&job.what.unit),
    }),
    imported: Some(ImportRules {
        label: || say!("field-unit"),
        is_needed: false,
        read: |cell, _, draft| unit(cell).map(|unit| draft.unit = Some(unit)),
    }),
};

const UNIT_PRICE: Definition = Definition {
    name: "unit_price",
    aliases: &["list_unit_price"],
    headers: Some(|| say!("headers-unit-price")),
    exported: Some(ExportRules {
        number: 6,
        value: |job| ExportValue::dollars(job.what.unit_price),
    }),
    imported: Some(ImportRules {
        label: || say!("field-unit-price"),
        is_needed: false,
        read: |cell, file, draft| file.price(cell).map(|price| draft.unit_price = Some(price)),
    }),
};

const REQUEST: Definition = Definition {
    name: REQUEST_COLUMN,
    aliases: &["id", "x_request_id"],
    headers: Some(|| say!("headers-request")),
    exported: Some(ExportRules {
        number: 1,
        value: |job| ExportValue::optional_text(job.request.as_deref()),
    }),
    imported: Some(ImportRules {
        label: || say!("field-request"),
        is_needed: false,
        read: |cell, _, draft| request_id(cell).map(|id| draft.request = Some(id)),
    }),
};

const TAG: Definition = Definition {
    name: "tag",
    aliases: &["x_tag"],
    headers: Some(|| say!("headers-tag")),
    exported: Some(ExportRules {
        number: 10,
        value: |job| ExportValue::optional_text(job.what.label.tag.as_deref()),
    }),
    imported: Some(ImportRules {
        label: || say!("field-tag"),
        is_needed: false,
        read: |cell, _, draft| label(Some(cell), None).map(|label| draft.label.tag = label.tag),
    }),
};

const NOTE: Definition = Definition {
    name: "note",
    aliases: &["x_note"],
    headers: Some(|| say!("headers-note")),
    exported: Some(ExportRules {
        number: 11,
        value: |job| ExportValue::optional_text(job.what.label.note.as_deref()),
    }),
    imported: Some(ImportRules {
        label: || say!("field-note"),
        is_needed: false,
        read: |cell, _, draft| label(None, Some(cell)).map(|label| draft.label.note = label.note),
    }),
};

const KEY: Definition = Definition {
    name: "key_id",
    aliases: &[
        "auth_method_structured",
        "auth_method",
        "api_key_id",
        "api_key",
        "x_key",
    ],
    headers: None,
    exported: Some(ExportRules {
        number: 13,
        value: |job| ExportValue::optional_text(job.what.label.key.as_ref().map(KeyId::as_str)),
    }),
    imported: Some(ImportRules {
        label: || say!("field-key"),
        is_needed: false,
        read: |cell, _, draft| {
            // Other texts name a kind of login, and no key: fal's ids have digits.
            let id = KeyId::parse(&cell.unescaped());
            draft.label.key = id.filter(|id| id.as_str().contains(|it: char| it.is_ascii_digit()));
            Ok(())
        },
    }),
};

const BASIS: Definition = Definition {
    name: "basis",
    aliases: &["x_basis"],
    headers: None,
    exported: Some(ExportRules {
        number: 8,
        value: |job| ExportValue::text(job.what.basis.into_str()),
    }),
    imported: Some(ImportRules {
        label: || say!("field-basis"),
        is_needed: false,
        read: |cell, _, draft| basis(cell).map(|basis| draft.basis = Some(basis)),
    }),
};

const VOIDED: Definition = Definition {
    name: "voided",
    aliases: &[],
    headers: None,
    exported: Some(ExportRules {
        number: 12,
        value: |job| ExportValue::Bool(job.voided_at.is_some()),
    }),
    imported: Some(ImportRules {
        label: || say!("field-voided"),
        is_needed: false,
        read: |cell, _, draft| {
            let voided = cell.yes_or_no().ok_or_else(|| message!("import-voided"))?;
            draft.is_voided = voided;
            Ok(())
        },
    }),
};

const COST_NANO: Definition = Definition {
    name: "cost_estimate_nano_usd",
    aliases: &["cost_nano_usd"],
    headers: None,
    exported: None,
    imported: Some(ImportRules {
        label: || say!("field-cost-nano"),
        is_needed: false,
        read: |cell, file, draft| {
            // An event that has both is judged by the dollars alone: fal's newer field.
            if draft.cost.is_none() {
                draft.cost = Some(file.nano_dollars(cell)?);
            }
            Ok(())
        },
    }),
};

const CURRENCY: Definition = Definition {
    name: "currency",
    aliases: &[
        "billing_currency",
        "pricing_currency",
        "currency_code",
        "ccy",
        "waehrung",
    ],
    headers: Some(|| say!("headers-currency")),
    exported: None,
    imported: Some(ImportRules {
        label: || say!("field-currency"),
        is_needed: false,
        read: |cell, _, draft| currency(cell).map(|currency| draft.currency = Some(currency)),
    }),
};

const CATEGORY: Definition = Definition {
    name: "charge_category",
    aliases: &["charge_type"],
    headers: Some(|| say!("headers-category")),
    exported: None,
    imported: Some(ImportRules {
        label: || say!("field-category"),
        is_needed: false,
        read: |cell, _, draft| {
            // Other words are of another use: `type` may be that of the model.
            draft.charge = cell.text.trim().to_lowercase().parse().ok();
            Ok(())
        },
    }),
};

const REFUND: Definition = Definition {
    name: "refund",
    aliases: &[],
    headers: Some(|| say!("headers-refund")),
    exported: None,
    imported: Some(ImportRules {
        label: || say!("field-refund"),
        is_needed: false,
        read: |cell, file, draft| file.amount(cell).map(|it| draft.refund = Some(it)),
    }),
};

const SOURCE: Definition = Definition {
    name: "source",
    aliases: &[],
    headers: None,
    exported: Some(ExportRules {
        number: 9,
        value: |job| ExportValue::text(job.origin.into_str()),
    }),
    // Not read: a job that comes back from a file has the origin `import`, wherever it was logged
    // first.
    imported: None,
};

impl JobField {
    const fn definition(self) -> &'static Definition {
        match self {
            Self::Time => &TIME,
            Self::Model => &MODEL,
            Self::Cost => &COST,
            Self::Quantity => &QUANTITY,
            Self::Unit => &UNIT,
            Self::UnitPrice => &UNIT_PRICE,
            Self::Request => &REQUEST,
            Self::Tag => &TAG,
            Self::Note => &NOTE,
            Self::Key => &KEY,
            Self::Basis => &BASIS,
            Self::Voided => &VOIDED,
            Self::Currency => &CURRENCY,
            Self::Category => &CATEGORY,
            Self::Refund => &REFUND,
            Self::CostNano => &COST_NANO,
            Self::Source => &SOURCE,
        }
    }

    /// Iterates over the fields that imports read, in the order in which a person is asked.
    pub fn imported() -> impl Iterator<Item = Self> {
        let all = Self::VARIANTS.iter().copied();
        all.filter(|field| field.definition().imported.is_some())
    }

    /// Header in exports, and the name that callers map columns by, such as `endpoint_id`.
    #[must_use]
    pub const fn name(self) -> &'static str {
        self.definition().name
    }

    /// Finds an imported field by [`JobField::name`]. Returns `None` for any other word.
    #[must_use]
    pub fn from_name(name: &str) -> Option<Self> {
        Self::imported().find(|field| field.name() == name)
    }

    /// Headers that are recognized, best first, as [`plain_name`] makes them: those of files come
    /// from people of every language, whichever is spoken here.
    pub(crate) fn headers(self) -> &'static [String] {
        static HEADERS: LazyLock<HashMap<JobField, Vec<String>>> = LazyLock::new(|| {
            let fields = JobField::VARIANTS.iter();
            fields.map(|field| (*field, field.all_headers())).collect()
        });
        HEADERS.get(&self).map_or(&[], Vec::as_slice)
    }

    fn all_headers(self) -> Vec<String> {
        let definition = self.definition();
        let lists = definition
            .headers
            .into_iter()
            .flat_map(|headers| Language::all().map(move |language| language.scope(headers)));
        let mut all = vec![plain_name(definition.name)];
        let lists: Vec<String> = lists.collect();
        let words = lists.iter().flat_map(|list| list.split('|'));
        for word in words.chain(definition.aliases.iter().copied()) {
            let name = plain_name(word);
            // Languages share words, such as `date`.
            if !all.contains(&name) {
                all.push(name);
            }
        }
        all
    }

    /// Label beside the choice of a column. Empty for a field that imports ignore.
    #[must_use]
    pub fn label(self) -> String {
        let rules = self.definition().imported.as_ref();
        rules.map_or_else(String::new, |rules| (rules.label)())
    }

    /// Returns `true` if a row without the field is rejected.
    #[must_use]
    pub fn is_needed(self) -> bool {
        let rules = self.definition().imported.as_ref();
        rules.is_some_and(|rules| rules.is_needed)
    }

    /// Tells whether its values are amounts.
    pub(crate) const fn is_amount(self) -> bool {
        matches!(self, Self::Cost | Self::UnitPrice | Self::Refund)
    }

    /// Tells whether a word for no value leaves the field out, as an empty cell does. In what a
    /// person writes, it is a word like others.
    pub(crate) const fn has_absent_words(self) -> bool {
        !matches!(self, Self::Tag | Self::Note | Self::Model | Self::Time)
    }

    /// Reads a cell of this field into a draft. `Err` is the sentence that rejects the row.
    pub(crate) fn read(
        self,
        cell: &Cell,
        file: &FileConventions<'_>,
        draft: &mut RowDraft,
    ) -> Result<(), Message> {
        match &self.definition().imported {
            Some(rules) => (rules.read)(cell, file, draft),
            None => Ok(()),
        }
    }
}

/// Columns of an export of jobs, by their numbers.
pub(crate) fn export_columns() -> Vec<ExportColumn<Job>> {
    let numbered = JobField::VARIANTS.iter().filter_map(|field| {
        let Definition { name, exported, .. } = field.definition();
        let ExportRules { number, value } = *exported.as_ref()?;
        let column = match field {
            JobField::Time => ExportColumn::of_times(name, value),
            _ => ExportColumn::new(name, value),
        };
        Some((number, column))
    });
    let mut columns: Vec<_> = numbered.collect();
    // Fields are declared in the order of the form. Exports begin as fal's billing events do and
    // have this program's own columns behind, so that both are read by the same scripts.
    columns.sort_by_key(|(number, _)| *number);
    columns.into_iter().map(|(_, column)| column).collect()
}

/// Empty for a correction, which imports reject by its basis.
fn subject_name(subject: &Subject) -> &str {
    match subject {
        Subject::Operation(operation) => operation.into_str(),
        Subject::Model(model) => model,
        Subject::Correction => "",
    }
}

fn subject(cell: &Cell) -> Result<Subject, Message> {
    let name = cell.unescaped();
    // Before the ids of models, although `image` is none: the order must not matter one day.
    if let Ok(operation) = name.parse::<Operation>() {
        return Ok(Subject::Operation(operation));
    }
    if is_endpoint(&name) {
        Ok(Subject::Model(name.into_owned()))
    } else {
        Err(message!("import-model"))
    }
}

fn request_id(cell: &Cell) -> Result<String, Message> {
    let id = cell.unescaped();
    // fal's ids are UUIDs. Much longer text is another column that was mapped by mistake.
    let is_sound = id.len() <= 200 && !id.chars().any(char::is_control);
    is_sound
        .then(|| id.into_owned())
        .ok_or_else(|| message!("import-request"))
}

fn currency(cell: &Cell) -> Result<Currency, Message> {
    amount::currency(&cell.text)
        .ok_or_else(|| message!("import-other-currency", currency = cell.text.trim()))
}

fn unit(cell: &Cell) -> Result<String, Message> {
    units::parse(&cell.unescaped()).map_err(|error| error.to_message())
}

fn label(tag: Option<&Cell>, note: Option<&Cell>) -> Result<Label, Message> {
    let [tag, note] = [tag, note].map(|cell| cell.map(Cell::unescaped).unwrap_or_default());
    Label::parse(&tag, &note).map_err(|error| error.to_message())
}

fn basis(cell: &Cell) -> Result<Basis, Message> {
    // Spreadsheets capitalize the words of a column as they like.
    match cell.text.trim().to_lowercase().parse() {
        // A correction makes up for the gap of one balance: in another ledger there is no such gap.
        Ok(Basis::Correction) => Err(message!("import-correction")),
        Ok(basis) => Ok(basis),
        Err(_) => Err(message!("import-basis")),
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn exported_columns_are_numbered_without_gaps() {
        let numbers = JobField::VARIANTS.iter().filter_map(|field| {
            let rules = field.definition().exported.as_ref()?;
            Some(usize::from(rules.number))
        });
        let mut numbers: Vec<_> = numbers.collect();
        numbers.sort_unstable();
        assert_eq!(numbers, (1..=numbers.len()).collect::<Vec<_>>());
    }

    #[test]
    fn no_two_fields_are_recognized_by_the_same_header() {
        let headers = || JobField::VARIANTS.iter().flat_map(|field| field.headers());
        for (nth, header) in headers().enumerate() {
            let mut others = headers().skip(nth + 1);
            assert!(!others.any(|other| other == header), "{header}");
            assert_eq!(*header, plain_name(header), "compared in this form");
            assert!(!header.is_empty(), "a bar without a word");
        }
    }

    /// A translation adds the words of its language by its file alone.
    #[test]
    fn headers_come_from_every_language() {
        for (field, words) in [
            (
                JobField::Time,
                ["timestamp", "usagedate", "dateetheure", "chargeperiodstart"],
            ),
            (
                JobField::Cost,
                ["costtotal", "netamount", "couttotal", "billedcost"],
            ),
            (JobField::Tag, ["tag", "project", "etiquette", "xtag"]),
        ] {
            let places = words.map(|word| field.headers().iter().position(|it| it == word));
            assert!(
                places.is_sorted() && places.iter().all(Option::is_some),
                "{words:?}"
            );
        }
    }

    #[test]
    fn every_imported_field_has_a_name_and_a_label_of_its_own() {
        for tag in ["en", "fr"] {
            Language::from_tag(tag).unwrap().scope(|| {
                let labels: Vec<_> = JobField::imported().map(JobField::label).collect();
                for (nth, label) in labels.iter().enumerate() {
                    assert!(
                        !label.is_empty() && !labels[..nth].contains(label),
                        "{label}"
                    );
                }
            });
        }
        for field in JobField::imported() {
            assert_eq!(JobField::from_name(field.name()), Some(field));
        }
        assert_eq!(JobField::from_name("source"), None, "it is not read");
    }
}
