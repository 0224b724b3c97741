#include "adapters/postgres/event_rows.hpp"

#include <utility>

#include "store/impression_codec.hpp"
#include "store/user_events_cursor.hpp"

namespace khoj::adapters::postgres {
namespace {

using base::ErrorCode;
using base::Result;
using store::LogPage;
using store::StoredEvent;
using store::StoredImpression;

constexpr std::size_t kMaxPageBytes = 8U << 20U;

#define KHOJ_TENANT "(SELECT tenant FROM tenants WHERE name = $1)"
/// What read_event() reads; conditions follow. The catalogue's row says which item the product is. What retention has
/// removed may still lie in a partition that waits to be dropped.
#define KHOJ_SELECT_EVENTS                                                                               \
  "SELECT e.seq, e.event_id, e.kind, e.request_id, e.product_id, e.position, e.user_id, e.value_paise, " \
  "e.quantity, e.at_ms, e.received_ms, e.query, p.item FROM events AS e LEFT JOIN products AS p "        \
  "ON p.tenant = e.tenant AND p.product_id = e.product_id WHERE e.tenant = " KHOJ_TENANT                 \
  " AND e.seq > greatest($2, (SELECT removed_event FROM event_logs WHERE tenant = " KHOJ_TENANT ")) "

constexpr Statement kEvents{KHOJ_SELECT_EVENTS "ORDER BY e.seq LIMIT $3"};
constexpr Statement kUserEvents{KHOJ_SELECT_EVENTS
                                "AND e.user_id = $3 AND e.at_ms >= $4 AND (e.at_ms, e.seq) < ($5, $6) "
                                "ORDER BY e.at_ms DESC, e.seq DESC LIMIT $7"};
/// Ends early where the rows would take much memory, as the catalogue's pages do.
constexpr Statement kImpressions{
    "SELECT seq, request_id, at_ms, packed FROM (SELECT *, coalesce(sum(octet_length(packed)) OVER (ORDER BY "
    "seq "
    "ROWS BETWEEN UNBOUNDED PRECEDING AND 2 PRECEDING), 0) AS before FROM (SELECT seq, request_id, at_ms, "
    "packed "
    "FROM impressions WHERE tenant = " KHOJ_TENANT
    " AND seq > $2 ORDER BY seq LIMIT $3) AS rows) AS summed WHERE before <= 8388608 ORDER BY seq"};
/// Newest first. One request after the other, as in click_state.cpp.
constexpr Statement kSearches{
    "SELECT named.place, found.packed FROM unnest($2::text[]) WITH ORDINALITY AS named (id, place), LATERAL ("
    "SELECT seq, packed FROM impressions WHERE tenant = " KHOJ_TENANT
    " AND request_id = named.id "
    "ORDER BY seq + 0 DESC LIMIT 8) AS found ORDER BY named.place, found.seq DESC"};
constexpr Statement kInsertEvents{
    "INSERT INTO events (tenant, seq, event_id, kind, request_id, product_id, position, user_id, "
    "value_paise, "
    "quantity, at_ms, query, received_ms) SELECT $1, *, $13 FROM unnest($2::bigint[], $3::text[], "
    "$4::bigint[], "
    "$5::text[], $6::text[], $7::bigint[], $8::text[], $9::bigint[], $10::bigint[], $11::bigint[], "
    "$12::text[])"};
constexpr Statement kInsertImpressions{
    "INSERT INTO impressions (tenant, seq, request_id, at_ms, packed) "
    "SELECT $1, * FROM unnest($2::bigint[], $3::text[], $4::bigint[], $5::bytea[])"};

#undef KHOJ_SELECT_EVENTS
#undef KHOJ_TENANT

domain::EventSeq seq_of(std::int64_t seq) { return domain::EventSeq(static_cast<std::uint64_t>(seq)); }

Result<StoredEvent> read_event(const Rows& rows, int row) {
  StoredEvent stored;
  stored.seq = seq_of(rows.integer(row, 0));
  auto& event = stored.event;
  event.event_id = rows.text(row, 1);
  const auto kind = domain::event_kind_of(rows.integer(row, 2));
  if (!kind)
    return base::fail(ErrorCode::corruption, "the event '{}' is of no known kind: {}", event.event_id,
                      rows.integer(row, 2));
  event.kind = *kind;
  event.request_id = rows.text(row, 3);
  event.product_id = rows.text(row, 4);
  if (!rows.is_null(row, 5)) event.position = static_cast<std::uint32_t>(rows.integer(row, 5));
  if (!rows.is_null(row, 6)) event.user_id = rows.text(row, 6);
  if (!rows.is_null(row, 7)) event.value_paise = rows.integer(row, 7);
  event.quantity = static_cast<std::uint32_t>(rows.integer(row, 8));
  event.at_ms = rows.integer(row, 9);
  stored.received_ms = rows.integer(row, 10);
  event.query = rows.text(row, 11);
  if (!rows.is_null(row, 12)) stored.item = domain::ItemId(static_cast<std::uint32_t>(rows.integer(row, 12)));
  return stored;
}

Params page_params(const std::string& tenant, std::int64_t after, std::uint32_t limit) {
  // One more than asked for tells whether others follow.
  return Params().add(std::string_view(tenant)).add(after).add(std::int64_t{limit} + 1);
}

}  // namespace

Command insert_events(std::int64_t tenant, const std::vector<NumberedEvent>& events,
                      std::int64_t received_ms) {
  Array seqs(Type::integer);
  Array ids(Type::text);
  Array kinds(Type::integer);
  Array requests(Type::text);
  Array products(Type::text);
  Array positions(Type::integer);
  Array users(Type::text);
  Array values(Type::integer);
  Array quantities(Type::integer);
  Array times(Type::integer);
  Array queries(Type::text);
  for (const auto& [seq, event] : events) {
    seqs.add(seq);
    ids.add(std::string_view(event->event_id));
    kinds.add(static_cast<std::int64_t>(event->kind));
    requests.add_or_null(event->request_id);
    products.add(std::string_view(event->product_id));
    positions.add(std::optional<std::int64_t>(event->position));
    event->user_id ? users.add(std::string_view(*event->user_id)) : users.add_null();
    values.add(event->value_paise);
    quantities.add(std::int64_t{event->quantity});
    times.add(event->at_ms);
    queries.add_or_null(event->query);
  }
  auto params = Params().add(tenant).add(seqs).add(ids).add(kinds).add(requests).add(products).add(positions);
  params.add(users).add(values).add(quantities).add(times).add(queries).add(received_ms);
  return {kInsertEvents, std::move(params)};
}

Command insert_impressions(std::int64_t tenant, std::int64_t first_seq,
                           const std::vector<const PackedImpression*>& impressions) {
  Array seqs(Type::integer);
  Array requests(Type::text);
  Array times(Type::integer);
  Array packed(Type::bytes);
  for (const auto* one : impressions) {
    seqs.add(first_seq++);
    requests.add(std::string_view(one->impression.request_id));
    times.add(one->impression.at_ms);
    packed.add(std::string_view(one->packed));
  }
  return {kInsertImpressions, Params().add(tenant).add(seqs).add(requests).add(times).add(packed)};
}

Command select_events(const std::string& tenant, std::int64_t after, std::uint32_t limit) {
  return {kEvents, page_params(tenant, after, limit)};
}

Command select_impressions(const std::string& tenant, std::int64_t after, std::uint32_t limit) {
  return {kImpressions, page_params(tenant, after, limit)};
}

Result<LogPage<StoredEvent>> read_events(const Rows& rows, std::uint32_t limit) {
  LogPage<StoredEvent> page;
  for (int row = 0; row < rows.count(); ++row) {
    page.more = page.rows.size() == limit;
    if (page.more) break;
    KHOJ_ASSIGN(auto stored, read_event(rows, row));
    page.rows.push_back(std::move(stored));
  }
  return page;
}

Result<LogPage<StoredImpression>> read_impressions(const Rows& rows, std::uint32_t limit) {
  LogPage<StoredImpression> page;
  std::size_t bytes = 0;
  for (int row = 0; row < rows.count(); ++row) {
    page.more = page.rows.size() == limit || bytes > kMaxPageBytes;
    if (page.more) break;
    KHOJ_ASSIGN(auto impression, store::unpack_impression(rows.text(row, 3)));
    impression.request_id = rows.text(row, 1);
    impression.at_ms = rows.integer(row, 2);
    bytes += rows.text(row, 3).size();
    page.rows.push_back({seq_of(rows.integer(row, 0)), std::move(impression)});
  }
  return page;
}

Command select_searches(const std::string& tenant, const std::vector<store::ShownItem>& shown) {
  Array ids(Type::text);
  for (const auto& one : shown) ids.add(std::string_view(one.request_id));
  return {kSearches, Params().add(std::string_view(tenant)).add(ids)};
}

std::vector<std::string> read_searches(const Rows& rows, const std::vector<store::ShownItem>& shown) {
  std::vector<std::string> queries(shown.size());
  for (int row = 0; row < rows.count(); ++row) {
    const auto place = static_cast<std::size_t>(rows.integer(row, 0) - 1);
    if (!queries[place].empty()) continue;
    const auto impression = store::unpack_impression(rows.text(row, 1));
    if (impression && domain::searched_for(*impression, shown[place].item))
      queries[place] = impression->query;
  }
  return queries;
}

Result<Command> select_user_events(const std::string& tenant, const store::UserEventsRequest& request) {
  KHOJ_ASSIGN(const auto before, store::parse_user_events_cursor(request.cursor));
  auto params =
      Params().add(std::string_view(tenant)).add(std::int64_t{0}).add(std::string_view(request.user_id));
  params.add(request.since_ms).add(before.at_ms).add(before.seq).add(std::int64_t{request.limit} + 1);
  return Command(kUserEvents, std::move(params));
}

Result<store::UserEventsPage> read_user_events(const Rows& rows, std::uint32_t limit) {
  KHOJ_ASSIGN(auto log, read_events(rows, limit));
  store::UserEventsPage page{std::move(log.rows), std::nullopt};
  if (log.more) {
    page.next_cursor = store::user_events_cursor(page.events.back());
  }
  return page;
}

}  // namespace khoj::adapters::postgres
