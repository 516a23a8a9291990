//! The modules on disk.

use std::collections::BTreeMap;
use std::path::{Path, PathBuf};
use std::{fs, io};

use super::error::ExportError;
use super::module::MARK;

/// The texts of the files, by path relative to the folder.
type Texts = BTreeMap<String, String>;

pub(super) fn write(folder: &Path, texts: &Texts) -> Result<(), ExportError> {
    let old = generated(folder)?;
    let texts: BTreeMap<PathBuf, &String> = placed(folder, texts).collect();
    for (file, text) in &texts {
        match read(file)? {
            Some(found) if found == **text => continue,
            Some(found) if !found.starts_with(MARK) => {
                return Err(ExportError::InTheWay(file.clone()));
            }
            _ => {}
        }
        let parent = file.parent().unwrap_or(folder);
        fs::create_dir_all(parent).map_err(at(parent))?;
        fs::write(file, text).map_err(at(file))?;
    }
    for file in old.iter().filter(|file| !texts.contains_key(*file)) {
        fs::remove_file(file).map_err(at(file))?;
        // A folder that is not empty stays.
        let parents = file
            .ancestors()
            .skip(1)
            .take_while(|parent| *parent != folder);
        parents.for_each(|parent| drop(fs::remove_dir(parent)));
    }
    Ok(())
}

pub(super) fn compare(folder: &Path, texts: &Texts) -> Result<(), ExportError> {
    let mut all: BTreeMap<PathBuf, Option<&String>> = BTreeMap::new();
    all.extend(generated(folder)?.into_iter().map(|file| (file, None)));
    all.extend(placed(folder, texts).map(|(file, text)| (file, Some(text))));
    for (file, expected) in all {
        let found = read(&file)?.unwrap_or_default();
        let mut found = found.lines();
        let mut expected = expected.map_or("", String::as_str).lines();
        for line in 1.. {
            // Line endings are ignored, because a checkout may have changed them.
            let (expected, found) = (expected.next(), found.next());
            if expected != found {
                return Err(ExportError::Differs {
                    file,
                    line,
                    expected: expected.map(str::to_owned),
                    found: found.map(str::to_owned),
                });
            }
            if expected.is_none() {
                break;
            }
        }
    }
    Ok(())
}

fn placed<'t>(folder: &Path, texts: &'t Texts) -> impl Iterator<Item = (PathBuf, &'t String)> {
    texts
        .iter()
        .map(move |(file, text)| (folder.join(file), text))
}

/// Returns the files below the folder that an earlier export has written.
fn generated(folder: &Path) -> Result<Vec<PathBuf>, ExportError> {
    let mut files = Vec::new();
    let mut folders = vec![folder.to_owned()];
    while let Some(folder) = folders.pop() {
        let entries = match fs::read_dir(&folder) {
            Ok(entries) => entries,
            Err(error) if error.kind() == io::ErrorKind::NotFound => continue,
            Err(error) => return Err(at(&folder)(error)),
        };
        for entry in entries {
            let entry = entry.map_err(at(&folder))?;
            let path = entry.path();
            let kind = entry.file_type().map_err(at(&path))?;
            if kind.is_dir() {
                folders.push(path);
            } else if path.extension().is_some_and(|extension| extension == "ts")
                && read(&path)?.is_some_and(|text| text.starts_with(MARK))
            {
                files.push(path);
            }
        }
    }
    Ok(files)
}

/// Returns the text of a file. A file that is not text was not written by an export.
fn read(file: &Path) -> Result<Option<String>, ExportError> {
    match fs::read(file) {
        Ok(bytes) => Ok(Some(String::from_utf8_lossy(&bytes).into_owned())),
        Err(error) if error.kind() == io::ErrorKind::NotFound => Ok(None),
        Err(error) => Err(at(file)(error)),
    }
}

fn at(path: &Path) -> impl FnOnce(io::Error) -> ExportError {
    let path = path.to_owned();
    |source| ExportError::Io { path, source }
}
