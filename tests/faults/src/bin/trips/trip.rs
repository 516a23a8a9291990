//! What is entered: a field of every kind.

use garde::Validate;
use jiff::civil::Date;
use postback::{Field, FromForm, Upload};

#[derive(FromForm, Validate)]
pub(crate) struct Trip {
    #[form(trim)]
    #[garde(length(utf16, min = 3, max = 60))]
    pub(crate) name: String,
    #[form(multiline)]
    #[garde(length(utf16, max = 5000))]
    pub(crate) plan: String,
    #[garde(skip)]
    pub(crate) way: Way,
    #[garde(skip)]
    pub(crate) insured: bool,
    #[garde(skip)]
    pub(crate) class: Class,
    #[garde(skip)]
    pub(crate) day: Date,
    #[form(password)]
    #[garde(length(utf16, min = 4, max = 40))]
    pub(crate) code: String,
    #[form(max = "64 KiB", accept = "image/png")]
    #[garde(skip)]
    pub(crate) ticket: Option<Upload>,
    #[garde(dive)]
    pub(crate) travellers: Vec<Traveller>,
}

#[derive(FromForm, Validate)]
pub(crate) struct Traveller {
    #[form(trim)]
    #[garde(length(utf16, min = 1, max = 60))]
    pub(crate) name: String,
    #[garde(skip)]
    pub(crate) age: Option<u8>,
}

#[derive(FromForm, Clone, Copy, Debug)]
pub(crate) enum Way {
    Train,
    NightTrain,
    Ferry,
}

#[derive(FromForm, Clone, Copy, Debug)]
pub(crate) enum Class {
    First,
    Second,
}

impl Trip {
    /// Everything that was entered, as the tests compare it.
    pub(crate) fn told(&self) -> serde_json::Value {
        let ticket = self.ticket.as_ref();
        let travellers = self.travellers.iter();
        serde_json::json!({
            "Name": self.name,
            "Plan": self.plan,
            "Way": format!("{:?}", self.way),
            "Insured": self.insured,
            "Class": format!("{:?}", self.class),
            "Day": self.day.to_string(),
            "Code": self.code,
            "Ticket": ticket.map_or_else(String::new, |file| file.file_name().to_owned()),
            "Travellers": travellers.map(|t| format!("{} {:?}", t.name, t.age)).collect::<Vec<_>>(),
        })
    }
}

/// How many rows the form shows.
pub(crate) const ROWS: usize = 3;

/// A field with a label that says in which row it is.
pub(crate) fn in_row(field: &Field<'_>, label: &str, at: usize) -> postback::Html {
    field.labelled(format!("{label} {}", at + 1))
}
