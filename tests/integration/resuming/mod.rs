//! Everything that can happen while a client is cut off, under every way of being cut off: when the
//! network heals, the client knows what one knows that comes new.
//!
//! The table is [`case::Case`]. A new kind of event, of frame or of state fails to compile until it
//! has a case, and a case that does not cause what it is for fails the test.

mod case;
mod scene;

use case::Case;
use scene::{Cut, Scene};

#[tokio::test]
async fn client_whose_socket_was_reset_knows_everything_that_happened() {
    all_cases(Cut::Reset).await;
}

#[tokio::test]
async fn client_in_a_black_hole_knows_everything_that_happened() {
    all_cases(Cut::BlackHole).await;
}

#[tokio::test]
async fn client_whose_server_was_killed_knows_everything_that_happened() {
    all_cases(Cut::Killed).await;
}

#[tokio::test]
async fn client_without_a_network_knows_everything_that_happened() {
    all_cases(Cut::Offline).await;
}

async fn all_cases(cut: Cut) {
    let mut scene = Box::pin(Scene::sets()).await;
    for case in Case::ALL {
        Box::pin(happens(&mut scene, *case, cut)).await;
    }
}

async fn happens(scene: &mut Scene, case: Case, cut: Cut) {
    let what = format!("{case:?} after {cut:?}");
    Box::pin(scene.prepares(case)).await;
    let before = scene.knows().await;
    scene.cuts(cut).await;
    Box::pin(scene.causes(case)).await;
    Box::pin(scene.heals(cut)).await;
    Box::pin(scene.has_happened(case, &before, &what)).await;
    Box::pin(scene.is_as_fresh(&what)).await;
}
