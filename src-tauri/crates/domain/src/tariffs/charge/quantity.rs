//! Quantities that fal charges by, as a request comes to them.

use rust_decimal::Decimal;
use serde::{Deserialize, Serialize};
use strum::{EnumString, IntoStaticStr};

use super::input::{Number, RequestInput, SECONDS, Size};

/// Pixels of a megapixel as fal counts a picture's: 1024 × 1024.
const PICTURE_MEGAPIXEL: u32 = 1_048_576;
/// Length of a clip whose length is left to the model, in seconds.
const AUTO_SECONDS: u32 = 5;
/// Frames a second by which fal counts the tokens of a video.
const TOKEN_FRAMES: u32 = 24;
/// Pixels of a token of video.
const TOKEN_PIXELS: u32 = 1024;

pub(super) const IMAGES: [&str; 5] = [
    "num_images",
    "n",
    "num_samples",
    "number_of_images",
    "num_outputs",
];
pub(super) const FRAMES: [&str; 2] = ["num_frames", "frames"];
pub(super) const FRAME_RATE: [&str; 3] = ["frames_per_second", "fps", "frame_rate"];
pub(super) const STEPS: [&str; 4] = ["steps", "number_of_steps", "num_steps", "max_train_steps"];
const FACTOR: [&str; 3] = ["upscale_factor", "scale_factor", "scale"];

/// Quantity of a tariff's part, by its word in `tariffs.toml`.
#[derive(Clone, Copy, Debug, PartialEq, Eq, EnumString, IntoStaticStr)]
#[strum(serialize_all = "snake_case")]
pub enum Quantity {
    /// Pictures of the result.
    Images,
    /// Calls of which each may give several pictures: `num_images`, up to × `max_images`.
    ImageSets,
    /// `max_images`, where the model has no other count.
    MaxImages,
    /// Megapixels of a picture, rounded up.
    Megapixels,
    /// Megapixels of a picture, rounded to the nearest.
    NearestMegapixels,
    /// Megapixels of a picture after the first.
    FurtherMegapixels,
    /// Input pictures.
    Inputs,
    /// Megapixels of all input pictures.
    InputMegapixels,
    /// Megapixels of the result of upscaling.
    UpscaledMegapixels,
    /// Length of the result, as asked for.
    Seconds,
    /// Length of the result, or of all its prompts together.
    PromptSeconds,
    /// Length of the result by its frames.
    FrameSeconds,
    /// Length of an input file.
    InputSeconds,
    /// Frames of an input file.
    InputFrames,
    /// Time that the call runs.
    ComputeSeconds,
    /// Tokens of the answer.
    AnswerTokens,
    /// Megapixels of all frames together, rounded up.
    VideoMegapixels,
    /// Tokens of a video: its pixels × frames.
    VideoTokens,
    /// Tokens of the video that a video is made from.
    InputVideoTokens,
    /// Characters of the text to speak.
    Characters,
    /// Characters of the prompt.
    PromptCharacters,
    /// Steps of a training.
    Steps,
}

/// Fact that decides a charge and that the request does not carry.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash, Serialize, Deserialize, IntoStaticStr)]
#[serde(rename_all = "snake_case")]
#[strum(serialize_all = "snake_case")]
pub enum Fact {
    /// Length of an input file.
    InputSeconds,
    /// Frames of an input file.
    InputFrames,
    /// Size of an input picture.
    InputMegapixels,
    /// Height or size of the result, which follows the input's.
    OutputSize,
    /// Length of the result, which the model chooses.
    OutputSeconds,
    /// Length of the text.
    Characters,
    /// Time that the call runs.
    ComputeSeconds,
    /// Length of the answer.
    AnswerTokens,
}

impl Fact {
    /// Returns the unit of the fact, as `rate` counts it.
    #[must_use]
    pub fn unit(self) -> &'static str {
        match self {
            Self::InputSeconds | Self::OutputSeconds => "second",
            Self::InputFrames => "frame",
            Self::InputMegapixels | Self::OutputSize => "megapixel",
            Self::Characters => "character",
            Self::ComputeSeconds => "compute second",
            Self::AnswerTokens => "token",
        }
    }
}

/// Amount of a quantity, as far as a request says.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Amount {
    /// Expected amount; `None` if it needs a fact or cannot be read.
    pub expected: Option<Decimal>,
    /// Upper bound; `None` without one.
    pub most: Option<Decimal>,
    /// Missing fact, and the amount for each unit of it.
    pub fact: Option<(Fact, Decimal)>,
}

impl Amount {
    /// The amount is known.
    #[must_use]
    pub fn known(amount: Decimal) -> Self {
        Self {
            expected: Some(amount),
            most: Some(amount),
            fact: None,
        }
    }

    fn needs(fact: Fact, amount: Decimal) -> Self {
        Self {
            expected: None,
            most: None,
            fact: Some((fact, amount)),
        }
    }

    fn at_most(most: Option<Decimal>) -> Self {
        Self {
            expected: None,
            most,
            fact: None,
        }
    }

    /// Raises the upper bound to a number that the request has under another name.
    fn or_larger(self, other: Option<Decimal>) -> Self {
        let most = self.most.map(|most| most.max(other.unwrap_or_default()));
        Self { most, ..self }
    }

    /// Returns the fact that the amount needs, or `None` if it is known.
    #[must_use]
    pub fn missing(&self) -> Option<Fact> {
        self.expected.is_none().then_some(self.fact?.0)
    }

    /// Returns the amount, or that for each unit of the missing fact.
    #[must_use]
    pub fn each(&self) -> Option<Decimal> {
        self.expected.or(self.fact.map(|(_, each)| each))
    }

    /// Applies a function that never falls to both amounts.
    #[must_use]
    pub fn map(self, of: impl Fn(Decimal) -> Option<Decimal>) -> Self {
        Self {
            expected: self.expected.and_then(&of),
            most: self.most.and_then(&of),
            fact: self
                .fact
                .and_then(|(fact, amount)| Some((fact, of(amount)?))),
        }
    }
}

impl Quantity {
    /// Returns the amount that a request comes to.
    #[must_use]
    pub fn of(self, input: &RequestInput) -> Amount {
        match self {
            Self::Images => counted(input, &IMAGES, Some(Decimal::ONE)),
            Self::MaxImages => counted(input, &["max_images"], Some(Decimal::ONE)),
            Self::ImageSets => {
                let images = counted(input, &IMAGES, Some(Decimal::ONE));
                let each = counted(input, &["max_images"], Some(Decimal::ONE));
                Amount {
                    most: product(images.most, each.most),
                    ..images
                }
            }
            Self::Megapixels => megapixels(input, Decimal::ceil, Decimal::ZERO),
            Self::NearestMegapixels => megapixels(input, Decimal::round, Decimal::ZERO),
            Self::FurtherMegapixels => megapixels(input, Decimal::ceil, Decimal::ONE),
            Self::Inputs => Amount::known(input.pictures()),
            Self::InputMegapixels if input.pictures().is_zero() => Amount::known(Decimal::ZERO),
            Self::InputMegapixels => Amount::needs(Fact::InputMegapixels, Decimal::ONE),
            Self::UpscaledMegapixels => upscaled(input),
            Self::Seconds => seconds(input, input.seconds()),
            Self::PromptSeconds => {
                let whole = seconds(input, input.seconds());
                match input.prompt_seconds() {
                    // A model that takes no such prompts takes the length of one.
                    Some(prompts) => seconds(input, prompts).or_larger(whole.most),
                    None => whole,
                }
            }
            Self::FrameSeconds => frame_seconds(input),
            Self::InputSeconds => Amount::needs(Fact::InputSeconds, Decimal::ONE),
            Self::InputFrames => Amount::needs(Fact::InputFrames, Decimal::ONE),
            Self::ComputeSeconds => Amount::needs(Fact::ComputeSeconds, Decimal::ONE),
            Self::AnswerTokens => Amount::needs(Fact::AnswerTokens, Decimal::ONE),
            Self::VideoMegapixels => video_megapixels(input),
            Self::VideoTokens => tokens(input),
            Self::InputVideoTokens => {
                let each_second = area(input) * Decimal::from(TOKEN_FRAMES);
                Amount::needs(
                    Fact::InputSeconds,
                    each_second / Decimal::from(TOKEN_PIXELS),
                )
            }
            Self::Characters => input
                .characters()
                .map_or_else(
                    || Amount::needs(Fact::Characters, Decimal::ONE),
                    Amount::known,
                )
                .or_larger(input.most_characters()),
            Self::PromptCharacters => Amount::known(input.prompt_characters()),
            Self::Steps => counted(input, &STEPS, None),
        }
    }

    /// Returns the word of its unit, in fal's own.
    #[must_use]
    pub fn unit(self) -> &'static str {
        match self {
            Self::Images | Self::ImageSets | Self::MaxImages | Self::Inputs => "images",
            Self::Megapixels
            | Self::NearestMegapixels
            | Self::FurtherMegapixels
            | Self::InputMegapixels
            | Self::UpscaledMegapixels
            | Self::VideoMegapixels => "megapixels",
            Self::Seconds | Self::PromptSeconds | Self::FrameSeconds | Self::InputSeconds => {
                "seconds"
            }
            Self::InputFrames => "frames",
            Self::ComputeSeconds => "compute seconds",
            Self::AnswerTokens | Self::VideoTokens | Self::InputVideoTokens => "tokens",
            Self::Characters | Self::PromptCharacters => "characters",
            Self::Steps => "steps",
        }
    }
}

/// Multiplies two amounts, either of which may be unknown.
fn product(one: Option<Decimal>, other: Option<Decimal>) -> Option<Decimal> {
    one?.checked_mul(other?)
}

fn counted(input: &RequestInput, names: &[&str], absent: Option<Decimal>) -> Amount {
    let amount = match (input.count(names), absent) {
        (Number::Known(count), _) | (Number::Absent, Some(count)) => Amount::known(count),
        _ => Amount::at_most(input.most(names)),
    };
    amount.or_larger(input.all(names).max())
}

fn seconds(input: &RequestInput, read: Number) -> Amount {
    let most = input.most(&SECONDS);
    let amount = match read {
        Number::Known(seconds) => Amount::known(seconds),
        Number::Auto => Amount {
            expected: Some(Decimal::from(AUTO_SECONDS)),
            most,
            fact: None,
        },
        Number::Unreadable => Amount::at_most(most),
        Number::Absent => Amount {
            most,
            ..Amount::needs(Fact::OutputSeconds, Decimal::ONE)
        },
    };
    amount.or_larger(input.all(&SECONDS).max())
}

/// Returns the megapixels of a result by the factor, or by its own size where that is the aim.
fn upscaled(input: &RequestInput) -> Amount {
    if input.word("upscale_mode").as_deref() == Some("target") {
        return Amount::needs(Fact::OutputSize, Decimal::ONE);
    }
    let factor = match input.number(&FACTOR) {
        Number::Known(factor) => Some(factor),
        _ => input.most(&FACTOR),
    };
    let each = factor.and_then(|factor| factor.checked_mul(factor));
    each.map_or(Amount::at_most(None), |each| {
        Amount::needs(Fact::InputMegapixels, each)
    })
}

fn frames(input: &RequestInput) -> Amount {
    counted(input, &FRAMES, None)
}

fn frame_seconds(input: &RequestInput) -> Amount {
    let Number::Known(rate) = input.number(&FRAME_RATE) else {
        // Slower than one frame a second is no video.
        return Amount::at_most(frames(input).most);
    };
    // Under another name it may be slower, and the result longer.
    let slowest = input.all(&FRAME_RATE).fold(rate, Decimal::min);
    let amount = frames(input);
    Amount {
        most: amount.most.and_then(|frames| frames.checked_div(slowest)),
        ..amount.map(|frames| frames.checked_div(rate))
    }
}

fn megapixels(input: &RequestInput, round: impl Fn(&Decimal) -> Decimal, first: Decimal) -> Amount {
    match input.size() {
        Size::Pixels(width, height) => {
            let exact = Decimal::from(u64::from(width) * u64::from(height))
                / Decimal::from(PICTURE_MEGAPIXEL);
            Amount {
                expected: Some(round(&exact).max(Decimal::ONE) - first),
                most: Some(exact.ceil().max(Decimal::ONE) - first),
                fact: None,
            }
        }
        Size::OfInput => Amount::needs(Fact::InputMegapixels, Decimal::ONE),
        Size::Unreadable => Amount::at_most(None),
    }
}

fn video_megapixels(input: &RequestInput) -> Amount {
    let of = |pixels: Decimal| {
        move |frames: Decimal| {
            let pixels = pixels.checked_mul(frames)?;
            Some((pixels / Decimal::from(1_000_000)).ceil())
        }
    };
    match input.size() {
        Size::Pixels(width, height) => {
            let pixels = u64::from(width) * u64::from(height);
            frames(input).map(of(Decimal::from(pixels)))
        }
        Size::OfInput => frames(input)
            .map(of(Decimal::from(PICTURE_MEGAPIXEL)))
            .expected
            .map_or(Amount::at_most(None), |each| {
                Amount::needs(Fact::InputMegapixels, each)
            }),
        Size::Unreadable => Amount::at_most(None),
    }
}

/// Returns the pixels of a frame by the name of its resolution; of an unknown one, the most.
fn area(input: &RequestInput) -> Decimal {
    let name = input.word("resolution");
    Decimal::from(match name.as_deref() {
        Some("360p") => 640 * 360,
        Some("480p") => 640 * 640,
        Some("540p") => 960 * 540,
        Some("580p") => 1024 * 580,
        Some("720p") => 1280 * 720,
        Some("1080p") => 1920 * 1080,
        Some("2k" | "1440p") => 2560 * 1440,
        _ => 3840 * 2160,
    })
}

fn tokens(input: &RequestInput) -> Amount {
    let area = area(input);
    Quantity::Seconds.of(input).map(|seconds| {
        let frames = seconds
            .checked_mul(Decimal::from(TOKEN_FRAMES))?
            .checked_add(Decimal::ONE)?;
        area.checked_mul(frames)?
            .checked_div(Decimal::from(TOKEN_PIXELS))
    })
}
