//! Disk space for bodies that wait in files: callers share it, so that none fills the disk.

use std::io::ErrorKind;
use std::sync::atomic::{AtomicU64, Ordering};

use crate::server::UploadError;

/// Bytes of all such files together at most.
const MAX_BYTES: u64 = 4 << 30;

/// Space of this process.
pub(super) static DISK: Disk = Disk(AtomicU64::new(0));

/// Bytes that are taken.
#[derive(Debug)]
pub(super) struct Disk(AtomicU64);

/// Share of a body, given back when it is dropped.
#[derive(Debug)]
pub(super) struct DiskShare {
    disk: &'static Disk,
    bytes: u64,
}

impl DiskShare {
    /// Makes an empty share.
    pub(super) const fn new(disk: &'static Disk) -> Self {
        Self { disk, bytes: 0 }
    }

    /// Returns the length of the body.
    pub(super) const fn bytes(&self) -> u64 {
        self.bytes
    }

    /// Takes room for so many bytes more. `Err` if all of it is taken.
    pub(super) fn grow(&mut self, bytes: u64) -> Result<(), UploadError> {
        let with = |taken: u64| taken.checked_add(bytes).filter(|all| *all <= MAX_BYTES);
        let grown = self
            .disk
            .0
            .fetch_update(Ordering::Relaxed, Ordering::Relaxed, with);
        grown.map_err(|_| UploadError::disk(ErrorKind::StorageFull.into()))?;
        self.bytes += bytes;
        Ok(())
    }
}

impl Drop for DiskShare {
    fn drop(&mut self) {
        self.disk.0.fetch_sub(self.bytes, Ordering::Relaxed);
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn what_one_body_takes_another_cannot_until_it_is_gone() {
        static DISK: Disk = Disk(AtomicU64::new(0));
        let (mut one, mut other) = (DiskShare::new(&DISK), DiskShare::new(&DISK));
        one.grow(MAX_BYTES - 10).unwrap();
        other.grow(10).unwrap();
        assert!(other.grow(1).is_err());
        assert_eq!(other.bytes(), 10);
        drop(one);
        other.grow(1).unwrap();
        drop(other);
        assert_eq!(DISK.0.load(Ordering::Relaxed), 0);
    }
}
