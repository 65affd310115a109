//! Files that are their owner's alone: closed to the other users of the computer, never written
//! through a link, and named with whoever holds a lock on them.

mod holder;
mod private;

pub use holder::{Holder, holder};
pub use private::{
    close_folder, draft_beside, draft_under_lock, is_draft, make_folder, open_or_create,
    open_regular, remove_locked_drafts, replace, restrict_permissions,
};
