use postback::{FromForm, Search};

#[derive(FromForm)]
struct Filter {
    topic: Option<String>,
}

fn main() {
    let search = Search::<Filter>::from_query("");
    println!("{}", search.open("<button>Go</button>"));
}
