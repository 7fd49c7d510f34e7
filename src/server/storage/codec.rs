//! How the domain's types are bound and read on both databases: ids as UUID, times as microseconds, codes as text.

use crate::{
    api_types::{inventory::UploadStatus, negotiation::TransactionState},
    domain::{
        cart::{CartKind, CheckoutStatus},
        catalog::{Condition, UploadMode},
        delivery::{DeliveryOutcome, Format},
        document::Document,
        file::FileKind,
        identity::PlatformRole,
        ids::{
            AddressId, AttemptId, BagId, BulkRunId, CartId, CounterId, DelegationId, DemandId, EventId, FileId,
            InvitationId, JobId, LineId, ListingId, MessageId, OfferId, OrganisationId, PersonId, ReplyId, RequestId,
            SubmissionId, SupportSearchId, TokenId, TransactionId, UploadId,
        },
        job::JobKind,
        mail::MailKind,
        money::Currency,
        negotiation::{LineStatus, Reminder, Side},
        ordering::{Answer as BagAnswer, BagStatus, FinancialStatus, FulfilmentStatus, OrderStatus, SubmissionState},
        pricing::PriceBreaks,
        reason::EndReason,
        sharing::{TrashReason, UnshareMode},
        time::{DAY_US, Timestamp},
    },
};
use sqlx::{
    Database, Decode, Encode, Postgres, Sqlite, Type,
    encode::IsNull,
    error::BoxDynError,
    postgres::{
        PgArgumentBuffer, PgTypeInfo, PgValueFormat, PgValueRef,
        types::{Oid, PgInterval},
    },
    sqlite::{SqliteTypeInfo, SqliteValueRef},
};
use uuid::Uuid;

macro_rules! as_uuid {
    ($($id:ident),* $(,)?) => {$(
        impl<DB: Database> Type<DB> for $id where Uuid: Type<DB> {
            fn type_info() -> DB::TypeInfo {
                <Uuid as Type<DB>>::type_info()
            }
            fn compatible(ty: &DB::TypeInfo) -> bool {
                <Uuid as Type<DB>>::compatible(ty)
            }
        }
        impl<'q, DB: Database> Encode<'q, DB> for $id where Uuid: Encode<'q, DB> {
            fn encode_by_ref(&self, buffer: &mut <DB as Database>::ArgumentBuffer) -> Result<IsNull, BoxDynError> {
                self.0.encode_by_ref(buffer)
            }
        }
        impl<'r, DB: Database> Decode<'r, DB> for $id where Uuid: Decode<'r, DB> {
            fn decode(value: <DB as Database>::ValueRef<'r>) -> Result<Self, BoxDynError> {
                Uuid::decode(value).map($id)
            }
        }
    )*};
}

as_uuid!(
    AddressId,
    AttemptId,
    BagId,
    BulkRunId,
    CartId,
    CounterId,
    DelegationId,
    SupportSearchId,
    DemandId,
    EventId,
    FileId,
    InvitationId,
    JobId,
    LineId,
    ListingId,
    MessageId,
    OfferId,
    OrganisationId,
    PersonId,
    ReplyId,
    RequestId,
    SubmissionId,
    TokenId,
    TransactionId,
    UploadId,
);

macro_rules! as_text {
    ($($name:ident: $to:expr, $from:expr);* $(;)?) => {$(
        impl<DB: Database> Type<DB> for $name where String: Type<DB> {
            fn type_info() -> DB::TypeInfo {
                <String as Type<DB>>::type_info()
            }
            fn compatible(ty: &DB::TypeInfo) -> bool {
                <String as Type<DB>>::compatible(ty)
            }
        }
        impl<'q, DB: Database> Encode<'q, DB> for $name where String: Encode<'q, DB> {
            fn encode_by_ref(&self, buffer: &mut <DB as Database>::ArgumentBuffer) -> Result<IsNull, BoxDynError> {
                let text: &'static str = $to(*self);
                text.to_owned().encode(buffer)
            }
        }
        impl<'r, DB: Database> Decode<'r, DB> for $name where String: Decode<'r, DB> {
            fn decode(value: <DB as Database>::ValueRef<'r>) -> Result<Self, BoxDynError> {
                let text = String::decode(value)?;
                $from(&text).ok_or_else(|| format!("“{text}” is no {}", stringify!($name)).into())
            }
        }
    )*};
}

as_text! {
    BagAnswer: BagAnswer::as_str, BagAnswer::parse;
    BagStatus: BagStatus::as_str, BagStatus::parse;
    CartKind: cart_kind, |text: &str| [CartKind::Personal, CartKind::Shared].into_iter().find(|kind| cart_kind(*kind) == text);
    CheckoutStatus: checkout_status, |text: &str| {
        use CheckoutStatus::{Canceled, Complete, InProgress, Processing};
        [InProgress, Processing, Complete, Canceled].into_iter().find(|status| checkout_status(*status) == text)
    };
    Condition: Condition::code, Condition::parse;
    Currency: Currency::code, Currency::parse;
    DeliveryOutcome: DeliveryOutcome::as_str, DeliveryOutcome::parse;
    EndReason: EndReason::as_str, EndReason::parse;
    Document: Document::as_str, Document::parse;
    FinancialStatus: FinancialStatus::as_str, FinancialStatus::parse;
    FulfilmentStatus: FulfilmentStatus::as_str, FulfilmentStatus::parse;
    Format: Format::as_str, Format::parse;
    FileKind: FileKind::as_str, FileKind::parse;
    JobKind: JobKind::as_str, JobKind::parse;
    LineStatus: LineStatus::as_str, LineStatus::parse;
    MailKind: MailKind::as_str, MailKind::parse;
    OrderStatus: OrderStatus::as_str, OrderStatus::parse;
    PlatformRole: PlatformRole::as_str, PlatformRole::parse;
    Reminder: Reminder::as_str, Reminder::parse;
    Side: Side::as_str, Side::parse;
    TransactionState: TransactionState::as_str, TransactionState::parse;
    SubmissionState: SubmissionState::as_str, SubmissionState::parse;
    TrashReason: TrashReason::as_str, TrashReason::parse;
    UnshareMode: UnshareMode::as_str, UnshareMode::parse;
    UploadMode: UploadMode::as_str, UploadMode::parse;
    UploadStatus: UploadStatus::as_str, UploadStatus::parse;
}

impl<DB: Database> Type<DB> for PriceBreaks
where
    String: Type<DB>,
{
    fn type_info() -> DB::TypeInfo {
        <String as Type<DB>>::type_info()
    }
    fn compatible(ty: &DB::TypeInfo) -> bool {
        <String as Type<DB>>::compatible(ty)
    }
}

impl<'q, DB: Database> Encode<'q, DB> for PriceBreaks
where
    String: Encode<'q, DB>,
{
    fn encode_by_ref(&self, buffer: &mut <DB as Database>::ArgumentBuffer) -> Result<IsNull, BoxDynError> {
        self.to_string().encode(buffer)
    }
}

impl<'r, DB: Database> Decode<'r, DB> for PriceBreaks
where
    String: Decode<'r, DB>,
{
    fn decode(value: <DB as Database>::ValueRef<'r>) -> Result<Self, BoxDynError> {
        String::decode(value)?.parse().map_err(|reason: String| reason.into())
    }
}

fn cart_kind(kind: CartKind) -> &'static str {
    match kind {
        CartKind::Personal => "personal",
        CartKind::Shared => "shared",
    }
}

fn checkout_status(status: CheckoutStatus) -> &'static str {
    match status {
        CheckoutStatus::InProgress => "IN_PROGRESS",
        CheckoutStatus::Processing => "PROCESSING",
        CheckoutStatus::Complete => "COMPLETE",
        CheckoutStatus::Canceled => "CANCELED",
    }
}

/// Postgres counts its microseconds from 2000-01-01T00:00:00Z.
const POSTGRES_EPOCH_US: i64 = 946_684_800_000_000;

/// The object identifier of `TIMESTAMPTZ` in every Postgres.
const TIMESTAMPTZ: Oid = Oid(1184);

impl Type<Sqlite> for Timestamp {
    fn type_info() -> SqliteTypeInfo {
        <i64 as Type<Sqlite>>::type_info()
    }
    fn compatible(ty: &SqliteTypeInfo) -> bool {
        <i64 as Type<Sqlite>>::compatible(ty)
    }
}

impl Encode<'_, Sqlite> for Timestamp {
    fn encode_by_ref(&self, buffer: &mut <Sqlite as Database>::ArgumentBuffer) -> Result<IsNull, BoxDynError> {
        <i64 as Encode<'_, Sqlite>>::encode_by_ref(&self.0, buffer)
    }
}

impl Decode<'_, Sqlite> for Timestamp {
    fn decode(value: SqliteValueRef<'_>) -> Result<Self, BoxDynError> {
        <i64 as Decode<'_, Sqlite>>::decode(value).map(Self)
    }
}

impl Type<Postgres> for Timestamp {
    fn type_info() -> PgTypeInfo {
        PgTypeInfo::with_oid(TIMESTAMPTZ)
    }
}

impl Encode<'_, Postgres> for Timestamp {
    fn encode_by_ref(&self, buffer: &mut PgArgumentBuffer) -> Result<IsNull, BoxDynError> {
        <i64 as Encode<'_, Postgres>>::encode_by_ref(&self.0.saturating_sub(POSTGRES_EPOCH_US), buffer)
    }
}

impl Decode<'_, Postgres> for Timestamp {
    fn decode(value: PgValueRef<'_>) -> Result<Self, BoxDynError> {
        match value.format() {
            PgValueFormat::Binary => {
                let bytes: [u8; 8] = value.as_bytes()?.try_into()?;
                Ok(Self(i64::from_be_bytes(bytes).saturating_add(POSTGRES_EPOCH_US)))
            }
            PgValueFormat::Text => Err("times are read from prepared statements only".into()),
        }
    }
}

/// A sum of differences between times, in microseconds: a number on SQLite, an `INTERVAL` on Postgres. Only read.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Span(pub i64);

impl Type<Sqlite> for Span {
    fn type_info() -> SqliteTypeInfo {
        <i64 as Type<Sqlite>>::type_info()
    }
    fn compatible(ty: &SqliteTypeInfo) -> bool {
        <i64 as Type<Sqlite>>::compatible(ty)
    }
}

impl Decode<'_, Sqlite> for Span {
    fn decode(value: SqliteValueRef<'_>) -> Result<Self, BoxDynError> {
        <i64 as Decode<'_, Sqlite>>::decode(value).map(Self)
    }
}

impl Type<Postgres> for Span {
    fn type_info() -> PgTypeInfo {
        <PgInterval as Type<Postgres>>::type_info()
    }
}

impl Decode<'_, Postgres> for Span {
    fn decode(value: PgValueRef<'_>) -> Result<Self, BoxDynError> {
        let PgInterval { months, days, microseconds } = PgInterval::decode(value)?;
        // The difference of two times has no months.
        if months != 0 {
            return Err("a span of months has no fixed length".into());
        }
        Ok(Self(i64::from(days).saturating_mul(DAY_US).saturating_add(microseconds)))
    }
}
