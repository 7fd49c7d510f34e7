//! What Linux says about a process: processor time and resident memory. Must not start or stop any.

use super::Outcome;
use std::{fs, path::Path};

/// Linux counts processor time for `/proc` in hundredths of a second on every platform.
const MS_PER_TICK: u64 = 10;

/// The processor time of a process with all its threads, in milliseconds; `with_children`: and of children that ended.
pub fn cpu_ms(pid: u32, with_children: bool) -> Outcome<u64> {
    let fields = stat(pid)?;
    let last = if with_children { 16 } else { 14 };
    // Field 14 of proc(5) is the twelfth behind the name.
    let ticks = fields.iter().take(last - 1).skip(11).filter_map(|field| field.parse::<u64>().ok()).sum::<u64>();
    Ok(ticks * MS_PER_TICK)
}

/// The resident memory of a process in MiB.
pub fn memory_mib(pid: u32) -> Outcome<f64> {
    let status = fs::read_to_string(format!("/proc/{pid}/status"))?;
    let line = status.lines().find_map(|line| line.strip_prefix("VmRSS:")).ok_or("no VmRSS")?;
    let kib: f64 = line.trim().trim_end_matches(" kB").parse()?;
    Ok(kib / 1_024.0)
}

/// The processor time of a Postgres cluster that lives below `directory`, in milliseconds.
pub fn postgres_cpu_ms(directory: &Path) -> Outcome<u64> {
    let pid_file = fs::read_to_string(directory.join("data/postmaster.pid"))?;
    let postmaster: u32 = pid_file.lines().next().ok_or("an empty postmaster.pid")?.trim().parse()?;
    let mut sum = cpu_ms(postmaster, true)?;
    for entry in fs::read_dir("/proc")?.flatten() {
        let Some(pid) = entry.file_name().to_str().and_then(|name| name.parse::<u32>().ok()) else { continue };
        // A process may end while we look.
        let Ok(fields) = stat(pid) else { continue };
        if fields.get(1).is_some_and(|parent| *parent == postmaster.to_string()) {
            sum += cpu_ms(pid, false).unwrap_or_default();
        }
    }
    Ok(sum)
}

/// The fields behind the name, which may contain anything: state, parent, …
fn stat(pid: u32) -> Outcome<Vec<String>> {
    let text = fs::read_to_string(format!("/proc/{pid}/stat"))?;
    let (_, fields) = text.rsplit_once(')').ok_or("an unreadable stat")?;
    Ok(fields.split_whitespace().map(str::to_owned).collect())
}
