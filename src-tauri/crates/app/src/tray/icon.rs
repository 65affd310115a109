//! The icon of the tray: a ring that is as full as the budget. Colour, fill and the shape in its
//! middle each carry the level: a dot is high, a square medium, a triangle low. A cross is a locked
//! account, a broken ring an unknown balance; a pale ring with a small hand, like a clock's, is an
//! old one.

#![allow(
    clippy::float_arithmetic,
    reason = "geometry of the icon; no amount gets here"
)]

use fal_budget_domain::balance::level::Level;
use tiny_skia::{
    Color, FillRule, LineCap, Paint, Path, PathBuilder, Pixmap, PremultipliedColorU8, Stroke,
    Transform,
};

/// Steps of a full ring: finer ones cannot be told apart at 22 pixels.
pub(super) const STEPS: u8 = 20;

/// Everything the icon depends on: equal states are painted alike, so an icon is only painted anew
/// when its state has changed.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct IconState {
    /// Condition of the figure.
    pub mark: Mark,
    /// Filled steps of the ring, from 0 to 20.
    pub steps: u8,
    /// Level of the remaining balance.
    pub level: Level,
}

/// The condition of the figure.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Mark {
    /// As fresh as it can be.
    Known,
    /// The last good figure, when a newer one cannot be read.
    Stale,
    /// fal has locked the account, whatever the figure.
    Locked,
    /// No figure was ever read.
    Unknown,
}

/// The colours that the platform's panels ask for.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Palette {
    /// Middle tones that stand out on light and dark panels.
    Colour,
    /// Black with transparency, which macOS tints to fit its menu bar.
    Template,
}

/// Paints the icon, `size` pixels square. Returns RGBA, four bytes a pixel, not premultiplied;
/// nothing when `size` is 0.
#[must_use]
pub fn paint(icon: IconState, size: u32, palette: Palette) -> Vec<u8> {
    let Some(mut canvas) = Pixmap::new(size, size) else {
        return Vec::new();
    };
    let scale = Transform::from_scale(pixels_per_unit(size), pixels_per_unit(size));
    let brush = Brush { icon, palette };
    if icon.mark == Mark::Unknown {
        // Four dashes: a closed ring without a fill would be an empty budget, which is known.
        for quarter in 0..4_u8 {
            let dash = arc(f32::from(quarter) * 0.25 + 0.04, 0.17);
            stroke(&mut canvas, dash, &brush.track(), scale);
        }
    } else {
        let filled = f32::from(icon.steps) / f32::from(STEPS);
        stroke(&mut canvas, arc(0.0, 1.0), &brush.track(), scale);
        stroke(&mut canvas, arc(0.0, filled), &brush.level(), scale);
    }
    if let Some(shape) = middle(icon) {
        canvas.fill_path(&shape, &brush.middle(), FillRule::Winding, scale, None);
    }
    demultiplied(&canvas)
}

/// Side of the square on which shapes are drawn, in units; 22 is the usual height of a panel, so
/// there a unit is a pixel.
const SIDE: f32 = 22.0;
const CENTRE: f32 = SIDE / 2.0;
const RADIUS: f32 = 8.25;
const WIDTH: f32 = 3.5;

#[expect(clippy::cast_precision_loss, reason = "pixels")]
fn pixels_per_unit(size: u32) -> f32 {
    size as f32 / SIDE
}

/// A part of the ring, clockwise from twelve o'clock. Both numbers are parts of a whole turn.
/// Returns `None` when the part is empty.
fn arc(from: f32, length: f32) -> Option<Path> {
    if length <= 0.0 {
        return None;
    }
    // 64 corners are enough that none shows at 44 pixels, a panel of 22 at twice the density.
    let corners =
        (0..=64_u8).map(|step| (from + length * f32::from(step) / 64.0) * std::f32::consts::TAU);
    let points =
        corners.map(|angle| (CENTRE + RADIUS * angle.sin(), CENTRE - RADIUS * angle.cos()));
    line_through(points).finish()
}

fn stroke(canvas: &mut Pixmap, path: Option<Path>, paint: &Paint<'_>, scale: Transform) {
    let pen = Stroke {
        width: WIDTH,
        // Round caps would lengthen the fill by two thirds of a step at each end.
        line_cap: LineCap::Butt,
        ..Stroke::default()
    };
    if let Some(path) = path {
        canvas.stroke_path(&path, paint, &pen, scale, None);
    }
}

/// The shape that carries the level without colour.
fn middle(icon: IconState) -> Option<Path> {
    match (icon.mark, icon.level) {
        (Mark::Stale, _) => clock_hand(),
        (Mark::Locked, _) => cross(),
        (Mark::Unknown, _) => PathBuilder::from_circle(CENTRE, CENTRE, 1.5),
        (Mark::Known, Level::High) => PathBuilder::from_circle(CENTRE, CENTRE, 2.75),
        (Mark::Known, Level::Medium) => {
            polygon(&[(8.5, 8.5), (13.5, 8.5), (13.5, 13.5), (8.5, 13.5)])
        }
        (Mark::Known, Level::Low) => polygon(&[(11.0, 6.75), (14.75, 13.75), (7.25, 13.75)]),
        (Mark::Known, Level::None) => None,
    }
}

/// A clock's hands at half past four: time has passed.
fn clock_hand() -> Option<Path> {
    polygon(&[
        (10.0, 6.5),
        (12.0, 6.5),
        (12.0, 10.5),
        (14.5, 13.0),
        (13.1, 14.4),
        (10.0, 11.3),
    ])
}

/// A cross, like the sign of a closed road.
fn cross() -> Option<Path> {
    polygon(&[
        (7.2, 8.8),
        (8.8, 7.2),
        (11.0, 9.4),
        (13.2, 7.2),
        (14.8, 8.8),
        (12.6, 11.0),
        (14.8, 13.2),
        (13.2, 14.8),
        (11.0, 12.6),
        (8.8, 14.8),
        (7.2, 13.2),
        (9.4, 11.0),
    ])
}

fn polygon(corners: &[(f32, f32)]) -> Option<Path> {
    let mut outline = line_through(corners.iter().copied());
    outline.close();
    outline.finish()
}

fn line_through(points: impl IntoIterator<Item = (f32, f32)>) -> PathBuilder {
    let mut line = PathBuilder::new();
    for (x, y) in points {
        if line.is_empty() {
            line.move_to(x, y);
        } else {
            line.line_to(x, y);
        }
    }
    line
}

/// The colours of one icon.
struct Brush {
    icon: IconState,
    palette: Palette,
}

impl Brush {
    /// Colour of the whole ring, below its filled part.
    fn track(&self) -> Paint<'static> {
        match (self.palette, self.icon.mark) {
            (Palette::Template, _) => paint_of([0, 0, 0, 90]),
            // Nothing else of the ring is painted here, so the track has to stand out by itself.
            (Palette::Colour, Mark::Unknown) => paint_of([128, 128, 132, 255]),
            (Palette::Colour, _) => paint_of([128, 128, 132, 110]),
        }
    }

    /// Colour of the filled part.
    fn level(&self) -> Paint<'static> {
        let alpha = if self.icon.mark == Mark::Stale {
            130
        } else {
            255
        };
        let [red, green, blue] = match (self.palette, self.icon.level) {
            (Palette::Template, _) => [0, 0, 0],
            (_, Level::High) => [38, 160, 100],
            (_, Level::Medium) => [214, 144, 20],
            (_, Level::Low) => [226, 64, 56],
            (_, Level::None) => [128, 128, 132],
        };
        paint_of([red, green, blue, alpha])
    }

    /// Colour of the shape in the middle.
    fn middle(&self) -> Paint<'static> {
        match (self.palette, self.icon.mark) {
            (Palette::Template, _) => paint_of([0, 0, 0, 255]),
            (_, Mark::Known) => self.level(),
            (_, Mark::Locked) => paint_of([226, 64, 56, 255]),
            (_, Mark::Stale | Mark::Unknown) => paint_of([128, 128, 132, 255]),
        }
    }
}

fn paint_of([red, green, blue, alpha]: [u8; 4]) -> Paint<'static> {
    let mut paint = Paint {
        anti_alias: true,
        ..Paint::default()
    };
    paint.set_color(Color::from_rgba8(red, green, blue, alpha));
    paint
}

/// The pixels without premultiplication: trays expect plain RGBA, and would show half-transparent
/// edges too dark.
fn demultiplied(canvas: &Pixmap) -> Vec<u8> {
    let colours = canvas.pixels().iter().map(PremultipliedColorU8::demultiply);
    colours
        .flat_map(|colour| [colour.red(), colour.green(), colour.blue(), colour.alpha()])
        .collect()
}

#[cfg(test)]
mod tests {
    use super::*;
    use std::fmt::Write;

    const SIZES: [u32; 5] = [16, 22, 24, 32, 44];

    fn icon(mark: Mark, steps: u8, level: Level) -> IconState {
        IconState { mark, steps, level }
    }

    fn icons() -> [(&'static str, IconState); 9] {
        [
            ("full", icon(Mark::Known, 20, Level::High)),
            ("high", icon(Mark::Known, 15, Level::High)),
            ("medium", icon(Mark::Known, 8, Level::Medium)),
            ("low", icon(Mark::Known, 3, Level::Low)),
            ("empty", icon(Mark::Known, 0, Level::Low)),
            ("no budget", icon(Mark::Known, 0, Level::None)),
            ("stale", icon(Mark::Stale, 15, Level::High)),
            ("locked", icon(Mark::Locked, 3, Level::Low)),
            ("unknown", icon(Mark::Unknown, 0, Level::None)),
        ]
    }

    /// A picture as text: the darkness of each pixel on a white panel, so that the kept pictures
    /// also prove that the icon can be read in greyscale.
    fn as_text(pixels: &[u8], size: u32) -> String {
        let mut text = String::new();
        for row in pixels.chunks((size * 4) as usize) {
            for pixel in row.chunks(4) {
                let light = (u32::from(pixel[0]) * 30
                    + u32::from(pixel[1]) * 59
                    + u32::from(pixel[2]) * 11)
                    / 100;
                let dark = (255 - light) * u32::from(pixel[3]) / 255;
                text.push(match dark {
                    0..=15 => '.',
                    16..=70 => '-',
                    71..=115 => '+',
                    _ => '#',
                });
            }
            text.push('\n');
        }
        text
    }

    #[test]
    fn the_pictures_are_the_ones_that_were_looked_at() {
        let mut text = String::new();
        for (name, icon) in icons() {
            for size in SIZES {
                let pixels = paint(icon, size, Palette::Colour);
                writeln!(text, "{name}, {size} px\n{}", as_text(&pixels, size)).unwrap();
            }
        }
        let path = concat!(env!("CARGO_MANIFEST_DIR"), "/src/tray/icon.pictures.txt");
        let kept = std::fs::read_to_string(path).unwrap_or_default();
        if kept != text {
            std::fs::write(path, &text).unwrap();
            panic!(
                "the tray's pictures have changed and were written anew: look at them and \
                 commit them"
            );
        }
    }

    #[test]
    fn each_icon_looks_different_even_in_greyscale_and_at_16_pixels() {
        for size in SIZES {
            let pictures: Vec<String> = icons()
                .iter()
                .map(|(_, icon)| as_text(&paint(*icon, size, Palette::Colour), size))
                .collect();
            for (nth, picture) in pictures.iter().enumerate() {
                for other in &pictures[nth + 1..] {
                    let differing = picture
                        .chars()
                        .zip(other.chars())
                        .filter(|(a, b)| a != b)
                        .count();
                    assert!(
                        differing >= 4,
                        "two pictures at {size} px differ in {differing} pixels"
                    );
                }
            }
        }
    }

    #[test]
    fn every_picture_stands_out_on_light_and_dark_panels() {
        for (name, icon) in icons() {
            for panel in [20_i32, 245] {
                let pixels = paint(icon, 22, Palette::Colour);
                let visible = pixels.chunks(4).filter(|pixel| {
                    let light = (i32::from(pixel[0]) * 30
                        + i32::from(pixel[1]) * 59
                        + i32::from(pixel[2]) * 11)
                        / 100;
                    (light - panel).abs() * i32::from(pixel[3]) / 255 > 35
                });
                assert!(visible.count() >= 40, "{name} on a panel of {panel}");
            }
        }
    }

    #[test]
    fn a_template_is_black_and_still_tells_the_levels_apart() {
        let [high, medium, low] = [Level::High, Level::Medium, Level::Low]
            .map(|level| paint(icon(Mark::Known, 8, level), 44, Palette::Template));
        assert!(high.chunks(4).all(|pixel| pixel[..3] == [0, 0, 0]));
        assert!(high != medium && medium != low && high != low);
    }
}
