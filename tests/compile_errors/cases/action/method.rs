use postback::{Result, action};

struct Shop;

impl Shop {
    #[action(public)]
    async fn sell(&self) -> Result<()> {
        Ok(())
    }
}

fn main() {}
