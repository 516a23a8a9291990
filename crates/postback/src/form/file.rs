//! [`FormField`] for a file.

use super::decoder::Decoder;
use super::problem::Problem;
use super::read::Read;
use super::rules::{FileRules, Rules};
use super::slot::Slot;
use super::submitted::SentFile;
use super::tree::{Input, Segment};
use super::upload::{Upload, accepts};
use super::view::{ControlKind, Field};
use super::{FieldError, FormField, Pairs};

impl FormField for Upload {
    type View<'f> = Field<'f>;
    const SCALAR: bool = true;
    const MULTIPART: bool = true;
    const NEEDS_MAX: bool = true;

    #[cfg(feature = "typescript")]
    fn typescript() -> String {
        "Blob".to_owned()
    }

    fn decode(input: Input<'_>, decoder: &mut Decoder, rules: &Rules) -> Read<Self> {
        match input.file() {
            Some(SentFile::Whole(upload)) => Read::whole(upload.share()),
            Some(SentFile::TooLarge) => {
                decoder.fail(&Problem::FileTooLarge(rules.file_max.unwrap_or_default()))
            }
            None | Some(SentFile::Surplus) => decoder.fail(&Problem::Required),
        }
    }

    fn stand_in() -> Self {
        Self::none()
    }

    /// HTML cannot preset the file of a file input.
    fn write(&self, _: &str, _: &mut Pairs) {}

    fn view(slot: Slot<'_>) -> Field<'_> {
        Field::new(slot, ControlKind::File { is_list: false })
    }

    fn check(&self, path: &str, rules: &Rules, errors: &mut Vec<FieldError>) {
        let mut fail = |problem: Problem| {
            errors.push(FieldError {
                field: path.to_owned(),
                message: problem.sentence(),
            });
        };
        if let Some(max) = rules.file_max.filter(|max| self.size() > *max) {
            fail(Problem::FileTooLarge(max));
        }
        if !accepts(rules.accept, self.content_type()) {
            fail(Problem::FileType(rules.accept));
        }
    }

    fn file(path: &[Segment<'_>], rules: &Rules) -> Option<FileRules> {
        let max = rules.file_max.filter(|_| path.is_empty())?;
        Some(FileRules { max, list: None })
    }

    fn file_bytes(rules: &Rules) -> u64 {
        rules.file_max.unwrap_or_default()
    }
}
