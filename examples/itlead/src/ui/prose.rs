//! The light markup of problems: paragraphs, `code`, lists and blocks of code.

use maud::{Markup, html};

/// Renders a text of several paragraphs. Blank lines separate blocks; lines that begin with `- `
/// are a list; lines between two ` ``` ` are code.
pub(crate) fn prose(text: &str) -> Markup {
    html! {
        div.prose {
            @for block in blocks(text) {
                @match block {
                    Block::Paragraph(text) => p { (code_spans(&text)) },
                    Block::List(items) => ul { @for item in items { li { (code_spans(item)) } } },
                    Block::Code(code) => pre tabindex="0" { code { (code) } },
                }
            }
        }
    }
}

/// Renders a line of text in which backticks mark code.
pub(crate) fn code_spans(text: &str) -> Markup {
    html! {
        @for (index, part) in text.split('`').enumerate() {
            @if index % 2 == 1 { code { (part) } } @else { (part) }
        }
    }
}

/// Returns the line without marks, where no markup is possible, such as in a document's title.
pub(crate) fn without_marks(text: &str) -> String {
    text.replace('`', "")
}

#[derive(Debug, PartialEq)]
enum Block<'t> {
    Paragraph(String),
    List(Vec<&'t str>),
    Code(String),
}

fn blocks(text: &str) -> Vec<Block<'_>> {
    let mut blocks = Vec::new();
    let mut lines = text.lines();
    // Whether the next line continues the last block.
    let mut open = false;
    while let Some(line) = lines.next() {
        if line.trim() == "```" {
            let code: Vec<_> = lines
                .by_ref()
                .take_while(|line| line.trim() != "```")
                .collect();
            blocks.push(Block::Code(code.join("\n")));
            open = false;
        } else if line.trim().is_empty() {
            open = false;
        } else if let Some(item) = line.strip_prefix("- ") {
            match blocks.last_mut() {
                Some(Block::List(items)) if open => items.push(item),
                _ => blocks.push(Block::List(vec![item])),
            }
            open = true;
        } else {
            match blocks.last_mut() {
                Some(Block::Paragraph(text)) if open => {
                    text.push(' ');
                    text.push_str(line.trim());
                }
                _ => blocks.push(Block::Paragraph(line.trim().to_owned())),
            }
            open = true;
        }
    }
    blocks
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn blank_lines_bullets_and_fences_make_blocks() {
        let text = "One\nline.\n\n- a\n- b\nAfter.\n```\nlet x;\n\n  y\n```\nEnd";
        assert_eq!(
            blocks(text),
            [
                Block::Paragraph("One line.".into()),
                Block::List(vec!["a", "b"]),
                Block::Paragraph("After.".into()),
                Block::Code("let x;\n\n  y".into()),
                Block::Paragraph("End".into()),
            ]
        );
    }

    #[test]
    fn a_fence_that_is_never_closed_ends_with_the_text() {
        assert_eq!(blocks("```\nx"), [Block::Code("x".into())]);
    }

    #[test]
    fn whatever_is_written_stays_text() {
        let html = prose("<b> & `<i>`\n\n```\n</pre>\n```").0;
        assert!(html.contains("&lt;b&gt; &amp; <code>&lt;i&gt;</code>"));
        assert!(html.contains("&lt;/pre&gt;"));
    }
}
