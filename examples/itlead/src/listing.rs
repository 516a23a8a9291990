//! Lists of several pages.

/// The number of rows on one page of a list.
const PAGE_SIZE: usize = 10;

/// One page of a list.
#[derive(Clone, Debug)]
pub(crate) struct Listing<T> {
    /// The rows of this page.
    pub(crate) rows: Vec<T>,
    /// The number of rows on all pages.
    pub(crate) total: usize,
    /// The number of this page: the requested one, or the last one.
    pub(crate) page: usize,
    /// The number of pages, at least one.
    pub(crate) pages: usize,
}

impl<T> Listing<T> {
    /// Returns the requested page of a list.
    pub(crate) fn new(all: impl IntoIterator<Item = T>, page: Option<usize>) -> Self {
        let mut rows: Vec<T> = all.into_iter().collect();
        let total = rows.len();
        let pages = total.div_ceil(PAGE_SIZE).max(1);
        let page = page.unwrap_or(1).clamp(1, pages);
        rows.drain(..(page - 1) * PAGE_SIZE);
        rows.truncate(PAGE_SIZE);
        Self {
            rows,
            total,
            page,
            pages,
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn the_pages_hold_everything_once() {
        let pages = Listing::new(0..25, None).pages;
        let seen: Vec<_> = (1..=pages)
            .flat_map(|page| Listing::new(0..25, Some(page)).rows)
            .collect();
        assert_eq!(seen, (0..25).collect::<Vec<_>>());
    }

    #[test]
    fn a_page_that_is_not_there_is_the_first_or_the_last_one() {
        for (asked, got) in [(None, 1), (Some(0), 1), (Some(usize::MAX), 3)] {
            let listing = Listing::new(0..25, asked);
            assert_eq!(listing.page, got, "{asked:?}");
            assert!(!listing.rows.is_empty());
        }
    }

    #[test]
    fn a_list_of_nothing_has_one_page() {
        let listing = Listing::new([(); 0], Some(2));
        assert_eq!((listing.total, listing.page, listing.pages), (0, 1, 1));
    }
}
