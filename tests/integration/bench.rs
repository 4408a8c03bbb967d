//! The bench runs in a small form, so that it works when somebody needs its figures.

use pulina_tests::bench::relay::{RelayFigures, RelaySize, measure};
use pulina_tests::bench::rig::Rig;
use pulina_tests::bench::table;

fn check(figures: &RelayFigures) {
    assert_eq!(figures.latencies.len(), RelaySize::SMALL.n_single);
    assert!(figures.latencies.is_sorted());
    assert_eq!(table::relay(figures, figures).lines().count(), 7);
}

#[tokio::test]
async fn bench_measures_the_bare_object() {
    check(&measure(Rig::bare, &RelaySize::SMALL).await);
}

#[tokio::test]
async fn bench_measures_pulina() {
    check(&measure(Rig::pulina, &RelaySize::SMALL).await);
}
