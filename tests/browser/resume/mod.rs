//! Everything that can happen while a panel is cut off, under every way of being cut off: when the
//! network heals the panel shows what a freshly loaded one shows.
//!
//! The table is [`case::Case`]. A new kind of event, of frame or of state fails to compile until it
//! has a case, and a case that does not cause what it is for fails the test.

mod case;
mod cut;
mod scene;

use case::Case;
use cut::Cut;
use scene::Scene;

#[tokio::test]
async fn panel_whose_connections_were_reset_shows_everything_that_happened() {
    all_cases(Cut::Reset).await;
}

#[tokio::test]
async fn panel_in_a_black_hole_shows_everything_that_happened() {
    all_cases(Cut::BlackHole).await;
}

#[tokio::test]
async fn panel_whose_server_was_killed_shows_everything_that_happened() {
    all_cases(Cut::Killed).await;
}

async fn all_cases(cut: Cut) {
    let mut scene = Scene::sets().await;
    for case in Case::ALL {
        scene.prepares(*case).await;
        let before = scene.knows().await;
        scene.cut(cut).await;
        scene.causes(*case).await;
        let after = scene.knows().await;
        assert!(after.caused(&before).contains(case), "{case:?} did not happen: {before:?} {after:?}");
        scene.heals(cut).await;
        scene.looks_fresh(&format!("{case:?} after {cut:?}")).await;
    }
}
