#include "adapters/postgres/database.hpp"

#include <random>

#include "adapters/postgres/catalog_writes.hpp"
#include "adapters/postgres/event_partitions.hpp"
#include "adapters/postgres/event_writes.hpp"
#include "adapters/postgres/migrations.hpp"
#include "base/rng.hpp"

namespace khoj::adapters::postgres {
namespace {

using base::ErrorCode;

constexpr std::array<std::string_view, 2> kLaneNames = {"catalog", "events"};

/// Channels belong to a database; a schema's number keeps those that share one apart.
base::Result<std::string> channel_of(BlockingSession& session) {
  KHOJ_ASSIGN(const auto rows,
              session.run({Command("SELECT 'khoj_' || current_schema()::regnamespace::oid::text")}));
  return std::string(rows[0].text(0, 0));
}

}  // namespace

base::Result<std::shared_ptr<Database>> Database::open(std::string_view url, const DatabaseOptions& options) {
  KHOJ_ASSIGN(auto target, parse_target(url, options));
  KHOJ_ASSIGN(auto session, BlockingSession::open(target));
  KHOJ_TRY(migrate(session, target));
  KHOJ_TRY(make_partitions_ahead(session, base::now_ms()));
  KHOJ_ASSIGN(const auto channel, channel_of(session));
  std::shared_ptr<Database> database(new Database(std::move(target)));
  KHOJ_ASSIGN(database->reactor_, Reactor::start());
  database->start(options, channel);
  return database;
}

void Database::start(const DatabaseOptions& options, const std::string& channel) {
  base::Rng rng(std::random_device{}() ^ static_cast<std::uint64_t>(base::now_ms()) << 20U);
  origin_ = fmt::format("{:016x}", rng());
  readers_ =
      std::make_unique<ReaderPool>(*reactor_, target_, static_cast<std::size_t>(std::max(1, options.readers)),
                                   options.max_queued_requests, returns_);
  notices_ = std::make_unique<NoticeListener>(*reactor_, target_, channel,
                                              [this](std::string_view payload) { on_notice(payload); });
  const auto make_lane = [&](Lane lane, std::unique_ptr<GroupCommit> group) {
    const auto i = static_cast<std::size_t>(lane);
    LaneOptions lane_options{options.max_queued_requests, options.max_queued_bytes, options.max_commit_bytes,
                             channel, fmt::format("{} {}", origin_, kLaneNames[i])};
    lanes_[i] = std::make_unique<WriteLane>(target_, std::move(lane_options), std::move(group), returns_,
                                            [this, lane] { tell(lane); });
  };
  make_lane(Lane::catalog, std::make_unique<CatalogCommit>());
  make_lane(Lane::events, std::make_unique<EventCommit>());
  reactor_->post([this] {
    readers_->begin();
    notices_->begin();
  });
}

Database::~Database() {
  for (auto& lane : lanes_) lane.reset();
  if (!reactor_) return;
  reactor_->stop([this] {
    if (notices_) notices_->close();
    if (readers_) readers_->close();
  });
}

base::Task<base::Result<Rows>> Database::read(Command command) {
  if (!readers_->take_place())
    co_return base::fail(ErrorCode::resource_exhausted,
                         "too many reads wait for the database; try again shortly");
  const auto answer = std::make_shared<base::OneShot<base::Result<Rows>>>();
  Read read{std::move(command), [answer](base::Result<Rows> rows) { answer->set(std::move(rows)); }};
  const auto kept = std::make_shared<Read>(std::move(read));
  reactor_->post([this, kept] { readers_->submit(std::move(*kept)); });
  co_return co_await *answer;
}

void Database::on_commit(Lane lane, std::function<void()> listener) {
  const std::lock_guard lock(listeners_mutex_);
  listeners_[static_cast<std::size_t>(lane)].push_back(std::move(listener));
}

void Database::tell(Lane lane) {
  const std::lock_guard lock(listeners_mutex_);
  for (const auto& listener : listeners_[static_cast<std::size_t>(lane)]) listener();
}

void Database::on_notice(std::string_view payload) {
  if (payload.empty()) {  // It has just begun to listen: what was told before was not heard.
    ++returns_;
    tell(Lane::catalog);
    tell(Lane::events);
  } else if (!payload.starts_with(origin_)) {
    tell(payload.ends_with(kLaneNames[0]) ? Lane::catalog : Lane::events);
  }
}

}  // namespace khoj::adapters::postgres
