//! Pictures and the sheets that they stand on: small, with few colours, so that a repository can
//! hold them.

use std::fs;
use std::path::{Path, PathBuf};

use base64::Engine;
use base64::engine::general_purpose::STANDARD;
use color_quant::NeuQuant;
use pulina_tests::chromium::Chromium;
use pulina_tests::chromium::tab::{Tab, TabOptions};
use serde_json::json;

/// What one picture may weigh in the repository.
const PICTURE_BYTES_MAX: usize = 400 * 1024;
/// Colours of one picture.
const N_COLOURS: usize = 128;
/// How closely colours are chosen: 1 is best, 30 is fastest.
const SAMPLING: i32 = 3;
/// How much smaller a picture is on its sheet.
const SCALE: f64 = 0.6;

/// A part of a tab, in CSS pixels.
#[derive(Clone, Copy, Debug)]
pub struct Clip {
    pub x: u32,
    pub y: u32,
    pub width: u32,
    pub height: u32,
}

/// Pictures in rows, with a word before each row.
#[derive(Default)]
pub struct Sheet {
    rows: Vec<(String, Vec<String>)>,
}

impl Sheet {
    /// Begins a row.
    pub fn row(&mut self, word: &str) {
        self.rows.push((word.to_owned(), Vec::new()));
    }

    /// Takes a picture of a part of a tab into the newest row.
    pub async fn takes(&mut self, tab: &Tab, clip: Clip) {
        tab.is_still().await;
        let Clip { x, y, width, height } = clip;
        let clip = json!({"x": x, "y": y, "width": width, "height": height, "scale": SCALE});
        let shot = tab.call("Page.captureScreenshot", json!({"format": "png", "clip": clip})).await;
        let picture = shot["data"].as_str().expect("a picture").to_owned();
        self.rows.last_mut().expect("a row was begun").1.push(picture);
    }

    /// Lays everything out and keeps it.
    pub async fn keep(self, name: &str, chromium: &Chromium) {
        let tab = chromium
            .person()
            .await
            .tab_with(&TabOptions { size: (1200, 600), ..TabOptions::default() })
            .await;
        let rows: String = self.rows.iter().map(|(word, pictures)| row(word, pictures)).collect();
        let page = format!("<meta charset=utf-8><style>{STYLE}</style><main>{rows}</main>");
        tab.goes_to("about:blank").await;
        tab.evaluate(&format!("document.body.innerHTML = {}; 0", json!(page))).await;
        tab.until(
            "every picture is there",
            "[...document.images].every(image => image.complete && image.naturalWidth)",
        )
        .await;
        let size = tab
            .evaluate(
                "(box => [box.width, box.height])(document.querySelector('main').getBoundingClientRect())",
            )
            .await;
        let pixels = |at: usize| size[at].as_f64().unwrap_or_default().ceil();
        let clip = json!({"x": 0, "y": 0, "width": pixels(0), "height": pixels(1), "scale": 1});
        let shot = tab
            .call(
                "Page.captureScreenshot",
                json!({"format": "png", "clip": clip, "captureBeyondViewport": true}),
            )
            .await;
        keep(name, shot["data"].as_str().expect("a picture"));
        tab.closes().await;
    }
}

const STYLE: &str =
    "body{margin:0}main{display:inline-grid;gap:14px;padding:14px;background:#8d929c;font:13px system-ui}
section{display:flex;gap:14px;align-items:flex-end}img{display:block;border-radius:4px}
h2{writing-mode:vertical-rl;align-self:center;margin:0;font:600 13px system-ui;color:#fff}";

fn row(word: &str, pictures: &[String]) -> String {
    let pictures: String =
        pictures.iter().map(|picture| format!("<img src='data:image/png;base64,{picture}'>")).collect();
    format!("<section><h2>{word}</h2>{pictures}</section>")
}

/// Keeps a picture, given in base 64, with few colours.
///
/// # Panics
/// When it is still too large.
pub fn keep(name: &str, picture: &str) {
    let png = STANDARD.decode(picture).expect("pictures come in base 64");
    let small = with_few_colours(&png);
    assert!(small.len() <= PICTURE_BYTES_MAX, "{name} has {} bytes", small.len());
    fs::create_dir_all(folder()).expect("the folder can be made");
    fs::write(folder().join(format!("{name}.png")), small).expect("the picture can be written");
}

fn with_few_colours(png: &[u8]) -> Vec<u8> {
    let mut decoder = png::Decoder::new(std::io::Cursor::new(png));
    decoder.set_transformations(png::Transformations::normalize_to_color8() | png::Transformations::ALPHA);
    let mut reader = decoder.read_info().expect("a PNG");
    let mut pixels = vec![0; reader.output_buffer_size().expect("it fits")];
    let info = reader.next_frame(&mut pixels).expect("a whole PNG");
    let colours = NeuQuant::new(SAMPLING, N_COLOURS, &pixels);
    let indices: Vec<u8> = pixels
        .chunks_exact(4)
        .map(|pixel| u8::try_from(colours.index_of(pixel)).unwrap_or_default())
        .collect();
    let mut small = Vec::new();
    let mut encoder = png::Encoder::new(&mut small, info.width, info.height);
    encoder.set_color(png::ColorType::Indexed);
    encoder.set_palette(colours.color_map_rgb());
    encoder.set_compression(png::Compression::High);
    // Neighbours of an index are no neighbours in colour.
    encoder.set_filter(png::Filter::NoFilter);
    let mut writer = encoder.write_header().expect("it can be written");
    writer.write_image_data(&indices).expect("it can be written");
    writer.finish().expect("it can be written");
    small
}

fn folder() -> PathBuf {
    Path::new(env!("CARGO_MANIFEST_DIR")).join("../docs/screenshots")
}
