//! Interleaved runs: floor, ours, floor, ours… so that a busy machine slows both.

use std::hint::black_box;
use std::time::Instant;

/// Seconds of one run: on the clock, and of processor over all threads.
#[derive(Clone, Copy, Default)]
pub struct Run {
    pub wall: f64,
    pub cpu: f64,
}

/// Medians of a floor and of our own work.
pub struct Pair {
    pub floor: Run,
    pub ours: Run,
}

impl Pair {
    pub fn ratio(&self) -> f64 {
        self.ours.wall / self.floor.wall
    }

    pub fn cpu_ratio(&self) -> f64 {
        self.ours.cpu / self.floor.cpu
    }
}

/// Runs both sides in turn, after a run of each that only warms up, and puts things back between runs. What they return
/// is freed outside the measure, as a process that ends frees nothing.
pub fn interleaved<A, B>(
    runs: usize,
    mut floor: impl FnMut() -> A,
    mut ours: impl FnMut() -> B,
    clean: impl Fn(),
) -> Pair {
    let (mut floors, mut others) = (Vec::new(), Vec::new());
    for _ in 0..=runs {
        clean();
        floors.push(one(&mut floor));
        clean();
        others.push(one(&mut ours));
    }
    clean();
    let (floors, others) = (floors.get(1..).unwrap_or_default(), others.get(1..).unwrap_or_default());
    Pair { floor: median(floors), ours: median(others) }
}

/// One run.
pub fn one<T>(work: &mut impl FnMut() -> T) -> Run {
    let (cpu, clock) = (processor(), Instant::now());
    let result = black_box(work());
    let run = Run { wall: clock.elapsed().as_secs_f64(), cpu: processor() - cpu };
    drop(result);
    run
}

fn median(runs: &[Run]) -> Run {
    let middle = |value: fn(&Run) -> f64| {
        let mut values: Vec<f64> = runs.iter().map(value).collect();
        values.sort_by(f64::total_cmp);
        values[values.len() / 2]
    };
    Run { wall: middle(|run| run.wall), cpu: middle(|run| run.cpu) }
}

/// Seconds of processor of every thread of this process, past ones included; zero where the system does not say.
fn processor() -> f64 {
    let stat = std::fs::read_to_string("/proc/self/stat").unwrap_or_default();
    // After the name, which may hold anything: the 12th and 13th fields, in hundredths.
    let fields = stat.rsplit_once(')').map_or("", |(_, fields)| fields).split_whitespace();
    fields.skip(11).take(2).filter_map(|ticks| ticks.parse::<f64>().ok()).sum::<f64>() / 100.0
}

/// Largest memory this process ever held, in megabytes; zero where the system does not say.
pub fn peak_memory() -> u64 {
    let status = std::fs::read_to_string("/proc/self/status").unwrap_or_default();
    let line = status.lines().find_map(|line| line.strip_prefix("VmHWM:"));
    line.and_then(|line| line.split_whitespace().next()?.parse::<u64>().ok()).unwrap_or_default() / 1024
}
