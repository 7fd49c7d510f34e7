//! Claims about what is remembered of settings.

use super::*;
use crate::{
    api_types::{AppError, cart::CartSettingsInput, delivery::SubmitOrdersInput, sharing::SettingsInput},
    server::{
        application::{
            audit::{Verdict, verify},
            cart, delivery, execute, query_in, sharing,
        },
        testing::{World, on_both},
    },
};

fn shared(weeks: &str, version_seen: i64) -> SettingsInput {
    SettingsInput {
        enabled: Some("on".into()),
        hours_until_empty_cart_purge_due: "4".into(),
        weeks_until_purge_due: weeks.into(),
        weeks_before_purge_for_notice: "1".into(),
        version_seen: Some(version_seen),
    }
}

fn carts(largest: &str) -> CartSettingsInput {
    CartSettingsInput {
        largest_quantity: largest.into(),
        purge_abandoned: Some("on".into()),
        retention_days: "90".into(),
        purge_time: "04:30".into(),
        version_seen: 0,
    }
}

async fn told(world: &World) -> Vec<(String, Vec<(String, String, String)>)> {
    let changes = query_in(&world.as_person("mick"), load_changes, ()).await.expect("the changes");
    let fields = |change: &SettingChange| {
        change.fields.iter().map(|it| (it.field.clone(), it.before.clone(), it.after.clone())).collect()
    };
    changes
        .iter()
        .map(|change| (format!("{} by {}", change.setting, change.who.as_deref().unwrap_or("nobody")), fields(change)))
        .collect()
}

fn field(name: &str, before: &str, after: &str) -> (String, String, String) {
    (name.into(), before.into(), after.into())
}

on_both! {
    async fn whatever_merchants_set_is_remembered_with_who_before_and_after(store: Store) {
        let world = World::new(store).await;
        assert_eq!(told(&world).await, []);
        execute(world.as_person("mick"), sharing::save_settings, shared("10", 0)).await.expect("stored");
        execute(world.as_person("mick"), cart::save_cart_settings, carts("5,000")).await.expect("stored");
        let off = SubmitOrdersInput { on: None, first: "07:30".into(), every_minutes: "60".into(), version_seen: Some(0) };
        execute(world.as_person("mick"), delivery::settings::save_submit_orders, off).await.expect("stored");
        let told = told(&world).await;
        assert_eq!(told.iter().map(|(title, _)| title.as_str()).collect::<Vec<_>>(), [
            "Orders to sellers’ systems by mick",
            "Carts by mick",
            "Shared organisation carts by mick",
        ]);
        assert_eq!(told[2].1, [field("Weeks until purge due", "8", "10")]);
        assert_eq!(told[1].1, [
            field("Largest quantity", "999,999", "5,000"),
            field("Purge abandoned", "off", "on"),
            field("Purge at", "03:00 UTC", "04:30 UTC"),
        ]);
        assert!(told[0].1.contains(&field("Sent when submitted", "on", "off")), "{:?}", told[0].1);
        let verdict = verify(&world.system(), PLATFORM).await.expect("a verdict");
        assert_eq!(verdict, Verdict::Intact(3));
    }

    async fn what_is_refused_or_changes_nothing_leaves_no_entry(store: Store) {
        let world = World::new(store).await;
        execute(world.as_person("mick"), sharing::save_settings, shared("10", 0)).await.expect("stored");
        let late = execute(world.as_person("mick"), sharing::save_settings, shared("12", 0)).await;
        assert_eq!(late, Err(Refusal::SettingsChanged.into()));
        execute(world.as_person("mick"), sharing::save_settings, shared("10", 1)).await.expect("the same again");
        assert_eq!(told(&world).await.len(), 1);
        for who in ["mara", "olga", "jonas", "sally"] {
            assert_eq!(query_in(&world.as_person(who), load_changes, ()).await, Err(AppError::Forbidden), "{who}");
        }
    }
}

#[test]
fn fields_are_called_by_their_words() {
    assert_eq!(words("hoursUntilEmptyCartPurgeDue"), "Hours until empty cart purge due");
    assert_eq!(words("every_minutes"), "Every minutes");
    assert_eq!(
        (words("purge_minute"), value_text("purge_minute", Some(&Value::from(65)))),
        ("Purge at".into(), "01:05 UTC".into())
    );
    assert_eq!(value_text("access", None), "nothing");
}
