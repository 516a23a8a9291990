pub(crate) mod cart {
    use postback::{Form, FromForm, Redirect, Result, Upload, action};
    use serde::{Deserialize, Serialize};

    /// What was ordered.
    #[derive(Deserialize, Serialize, ts_rs::TS)]
    #[serde(rename_all = "camelCase")]
    pub(crate) struct Order {
        tracking_number: u64,
        lines: Vec<Line>,
        state: State,
    }

    #[derive(Deserialize, Serialize, ts_rs::TS)]
    pub(crate) struct Line {
        text: String,
    }

    #[derive(Deserialize, Serialize, ts_rs::TS)]
    #[serde(rename_all = "kebab-case", tag = "kind")]
    pub(crate) enum State {
        JustPlaced,
        OnItsWay { parcels: u8 },
    }

    #[derive(FromForm)]
    pub(crate) enum Shipping {
        NextDay,
        WheneverYouCan,
    }

    #[derive(FromForm)]
    pub(crate) struct Address {
        street: String,
        #[form(rename = "zip-code")]
        zip: Option<String>,
    }

    #[derive(FromForm)]
    pub(crate) struct Checkout {
        address: Address,
        shipping: Shipping,
        gift: bool,
        amounts: Vec<u32>,
        budget: i64,
        #[form(max = "1 MiB")]
        note: Option<Upload>,
    }

    /// Orders what is in the cart.
    #[action(public, typescript)]
    pub(crate) async fn check_out(Form(form): Form<Checkout>) -> Result<Order> {
        let Checkout {
            address,
            shipping,
            gift,
            amounts,
            budget,
            note,
        } = form;
        let is_late = matches!(shipping, Shipping::WheneverYouCan);
        drop((
            address.street,
            address.zip,
            is_late,
            gift,
            amounts,
            budget,
            note,
        ));
        let state = State::OnItsWay { parcels: 1 };
        let lines = vec![Line {
            text: String::new(),
        }];
        Ok(Order {
            tracking_number: 1,
            lines,
            state,
        })
    }

    #[action(public, typescript)]
    pub(crate) async fn leave() -> Result<Redirect> {
        Ok(Redirect::to("/"))
    }
}
