//! Exit codes, the same for every verb.

use std::process::ExitCode;

/// How a run ended.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum ExitStatus {
    /// 0: done, nothing at error level.
    Done,
    /// 1: the input has errors, all of them reported.
    InputErrors,
    /// 2: wrong usage, or the system failed.
    Failed,
}

impl From<ExitStatus> for ExitCode {
    fn from(status: ExitStatus) -> Self {
        ExitCode::from(match status {
            ExitStatus::Done => 0,
            ExitStatus::InputErrors => 1,
            ExitStatus::Failed => 2,
        })
    }
}
