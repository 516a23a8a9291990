use super::*;

fn rules(attrs: &str) -> String {
    let item: syn::ItemStruct = syn::parse_str(&format!("{attrs} struct A;")).unwrap();
    let rules = FieldRules::read(&item.attrs);
    rules
        .constant(&FieldOptions::default())
        .to_string()
        .replace(' ', "")
        .replace("__pb::Rules::NONE", "")
}

#[test]
fn only_utf16_lengths_have_a_counterpart() {
    assert_eq!(
        rules("#[garde(length(utf16, min = 2, max = MAX))]"),
        ".length_min(2).utf16_min(2).utf16_max(MAX)"
    );
    assert_eq!(
        rules("#[garde(length(utf16, equal = 2))]"),
        ".length_min(2).utf16_min(2).utf16_max(2)"
    );
    for unit in ["bytes,", "chars,", "graphemes,"] {
        assert_eq!(
            rules(&format!("#[garde(length({unit} min = 1, max = 3))]")),
            ".length_min(1)"
        );
    }
}

#[test]
fn a_length_without_a_unit_counts_the_entries_of_a_list() {
    for unit in ["", "simple,"] {
        assert_eq!(
            rules(&format!("#[garde(length({unit} min = 1, max = 3))]")),
            ".length_min(1).length_max(3)"
        );
    }
}

#[test]
fn bounds_that_are_computed_give_nothing() {
    assert_eq!(
        rules("#[garde(range(min = -1, max = limits::TOP))]"),
        ".min(-(1f64)).max((limits::TOP)asf64)"
    );
    assert_eq!(
        rules("#[garde(range(min = 1_000u32, max = 18446744073709551615))]"),
        ".min((1_000u32)asf64).max(18446744073709551615f64)"
    );
    assert_eq!(rules("#[garde(range(min = self.low, max = top()))]"), "");
    assert_eq!(rules("#[garde(range(max = ctx.max))]"), "");
    assert_eq!(rules("#[garde(length(utf16, max = Self::MAX))]"), "");
}

#[test]
fn conditions_and_unknown_rules_give_nothing() {
    assert_eq!(
        rules("#[garde(if(cond = self.a, length(utf16, min = 2)), custom(f), matches(b))]"),
        ""
    );
    assert_eq!(rules("#[garde(pattern(RE))]"), "");
    assert_eq!(
        rules("#[garde(pattern(\"^a$\"), email)]"),
        ".pattern(\"^a$\").email()"
    );
    assert_eq!(rules("#[garde(nonsense = 1, email)]"), "");
}

#[test]
fn inner_rules_are_of_the_items() {
    assert_eq!(
        rules("#[garde(length(min = 1), inner(length(utf16, max = 5)))]"),
        ".length_min(1).inner({constINNER:__pb::Rules=.utf16_max(5);&INNER})"
    );
}

#[test]
fn a_length_without_a_unit_warns_for_text_only() {
    let warns = |ty: &str, attrs: &str| {
        let item: syn::ItemStruct = syn::parse_str(&format!("{attrs} struct A;")).unwrap();
        !FieldRules::read(&item.attrs)
            .warnings(&syn::parse_str(ty).unwrap())
            .is_empty()
    };
    assert!(warns("String", "#[garde(length(min = 1))]"));
    assert!(warns(
        "Option<std::string::String>",
        "#[garde(length(simple, max = 1))]"
    ));
    assert!(warns("Vec<String>", "#[garde(inner(length(max = 1)))]"));
    assert!(!warns("Vec<String>", "#[garde(length(max = 1))]"));
    assert!(!warns("String", "#[garde(length(bytes, max = 1))]"));
}
