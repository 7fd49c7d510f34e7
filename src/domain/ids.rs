//! Typed identifiers. Owns their text form; must not mint any (the server does, at its edge).

use serde::{Deserialize, Serialize};
use std::{fmt, str::FromStr};
use uuid::Uuid;

macro_rules! id {
    ($($(#[$doc:meta])* $name:ident),* $(,)?) => {$(
        $(#[$doc])*
        #[derive(Clone, Copy, Debug, PartialEq, Eq, Hash, PartialOrd, Ord, Serialize, Deserialize)]
        #[serde(transparent)]
        pub struct $name(pub Uuid);

        impl fmt::Display for $name {
            fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
                self.0.fmt(f)
            }
        }

        impl FromStr for $name {
            type Err = uuid::Error;
            fn from_str(text: &str) -> Result<Self, Self::Err> {
                text.parse().map(Self)
            }
        }
    )*};
}

id! {
    /// A company that buys, sells or both.
    OrganisationId,
    /// A human being who signs in.
    PersonId,
    /// An invitation by link into an organisation.
    InvitationId,
    /// One stock row of a seller. Survives re-uploads of the inventory.
    ListingId,
    /// One upload of an inventory file, from dry run to confirmation.
    UploadId,
    /// An organisation's open need for a part.
    DemandId,
    /// A cart; on submission it becomes the order's identifier.
    CartId,
    /// The part of a cart that belongs to one seller.
    BagId,
    /// One negotiated line of a cart. The same for buyer and seller.
    LineId,
    /// One immutable revision of a seller's offer.
    OfferId,
    /// One counter-offer of a buyer.
    CounterId,
    /// One entry of a line's thread.
    MessageId,
    /// A file attached to an entry of a thread.
    FileId,
    /// The agreement that an accepted line stands for.
    TransactionId,
    /// A text that an organisation sends again and again.
    ReplyId,
    /// One action on many lines and what it did to each.
    BulkRunId,
    /// One piece of work in the queue.
    JobId,
    /// One personal access token; not its secret.
    TokenId,
    /// One address of an organisation.
    AddressId,
    /// A submission that needed an approval.
    SubmissionId,
    /// One approval delegation.
    DelegationId,
    /// One try to hand a bag to its seller's system.
    AttemptId,
    /// One search of support.
    SupportSearchId,
    /// Something that happened; shared by message, audit rows and notifications.
    EventId,
    /// Chosen once per rendered form, so that a repeated post acts once.
    RequestId,
}
