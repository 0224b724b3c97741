#include "base/config_keys.hpp"

#include <algorithm>

#include "base/edit_distance.hpp"

namespace khoj::base {
namespace {

constexpr double kDay = 86'400'000;
constexpr std::string_view kLearning = "learning from events";
constexpr std::string_view kSessions = "session recommendations";
constexpr std::string_view kRedis = "the Redis adapter";
constexpr std::string_view kQdrant = "the Qdrant adapter";

using Text = std::string;
using Texts = std::vector<std::string>;

std::vector<ConfigKey> make_keys() {
  return {
      {.path = "data_dir",
       .field = [](Config& c) -> Text& { return c.data_dir; },
       .doc = "The folder that holds everything: database and index. Copy it when the server is down.",
       .required = true},

      {.path = "server.host",
       .field = [](Config& c) -> Text& { return c.server.host; },
       .doc = "The address to listen on. Anything but loopback needs `security.admin_key`.",
       .environment = {"API_HOST"},
       .required = true},
      {.path = "server.port",
       .field = [](Config& c) -> std::int64_t& { return c.server.port; },
       .doc = "The TCP port to listen on; 0 takes a free one.",
       .max = 65'535,
       .environment = {"API_PORT"}},
      {.path = "server.workers",
       .field = [](Config& c) -> std::int64_t& { return c.server.workers; },
       .doc = "How many event loops answer requests; 0 is one for each core.",
       .max = 1'024},
      {.path = "server.max_body_bytes",
       .field = [](Config& c) -> std::int64_t& { return c.server.max_body_bytes; },
       .doc = "A larger request body is refused with 413.",
       .min = 1'024,
       .max = 1LL << 30},
      {.path = "server.max_header_bytes",
       .field = [](Config& c) -> std::int64_t& { return c.server.max_header_bytes; },
       .doc = "A request with a larger head (request line and header fields) is refused with 431.",
       .min = 1'024,
       .max = 1 << 20},
      {.path = "server.max_connections",
       .field = [](Config& c) -> std::int64_t& { return c.server.max_connections; },
       .doc = "Open connections beyond this are answered 503 and closed.",
       .min = 1,
       .max = 1'000'000},
      {.path = "server.max_queue_ms",
       .field = [](Config& c) -> std::int64_t& { return c.server.max_queue_ms; },
       .doc = "A request that would have to wait longer than this for its turn is refused with 503 and "
              "Retry-After.",
       .min = 1,
       .max = 60'000},
      {.path = "server.idle_timeout_ms",
       .field = [](Config& c) -> std::int64_t& { return c.server.idle_timeout_ms; },
       .doc = "A kept-alive connection that asks nothing for this long is closed.",
       .min = 10,
       .max = kDay},
      {.path = "server.request_timeout_ms",
       .field = [](Config& c) -> std::int64_t& { return c.server.request_timeout_ms; },
       .doc = "A client that takes longer to send a request or to take its response is cut off.",
       .min = 10,
       .max = kDay},
      {.path = "server.drain_timeout_ms",
       .field = [](Config& c) -> std::int64_t& { return c.server.drain_timeout_ms; },
       .doc = "After SIGTERM, requests under way have this long to finish.",
       .max = kDay},
      {.path = "server.cors_origins",
       .field = [](Config& c) -> Texts& { return c.server.cors_origins; },
       .doc =
           "The web origins whose pages may call the API, for example `https://shop.example`; `*` is any."},
      {.path = "server.access_log_sampling",
       .field = [](Config& c) -> double& { return c.server.access_log_sampling; },
       .doc = "The share of successful requests that get a line in the log. Errors always get one.",
       .max = 1},

      {.path = "security.admin_key",
       .field = [](Config& c) -> Text& { return c.security.admin_key; },
       .doc = "When set, writing routes (but for events, which shops' pages send) and reports ask for it. "
              "Better given by environment or file than here.",
       .environment = {"KHOJ_ADMIN_KEY"},
       .secret = true},
      {.path = "security.admin_key_file",
       .field = [](Config& c) -> Text& { return c.security.admin_key_file; },
       .doc = "A file whose first line is the admin key. Read only when `security.admin_key` is empty.",
       .environment = {"KHOJ_ADMIN_KEY_FILE"}},

      {.path = "store.database_url",
       .field = [](Config& c) -> Text& { return c.store.database_url; },
       .doc = "Where the truth is: `sqlite:///relative.db`, `sqlite:////absolute.db` or "
              "`postgresql://user:password@host:5432/database?sslmode=…` (also `postgres://` and "
              "`postgresql+asyncpg://`). Empty is `khoj.db` in `data_dir`.",
       .environment = {"DATABASE_URL"},
       .secret = true},
      {.path = "store.redis_url",
       .field = [](Config& c) -> Text& { return c.store.redis_url; },
       .doc = "Redis for sessions and caches. Wins over `store.redis_host`.",
       .environment = {"REDIS_URL"},
       .secret = true,
       .later = kRedis},
      {.path = "store.redis_host",
       .field = [](Config& c) -> Text& { return c.store.redis_host; },
       .doc = "Redis, when there is no URL. Empty keeps sessions in the process.",
       .environment = {"REDIS_HOST"},
       .later = kRedis},
      {.path = "store.redis_port",
       .field = [](Config& c) -> std::int64_t& { return c.store.redis_port; },
       .doc = "The port beside `store.redis_host`.",
       .min = 1,
       .max = 65'535,
       .environment = {"REDIS_PORT"},
       .later = kRedis},
      {.path = "store.redis_db",
       .field = [](Config& c) -> std::int64_t& { return c.store.redis_db; },
       .doc = "The number of the database beside `store.redis_host`.",
       .max = 65'535,
       .environment = {"REDIS_DB"},
       .later = kRedis},
      {.path = "store.qdrant_host",
       .field = [](Config& c) -> Text& { return c.store.qdrant_host; },
       .doc = "Qdrant for vectors. Empty keeps them in the process.",
       .environment = {"QDRANT_HOST"},
       .later = kQdrant},
      {.path = "store.qdrant_port",
       .field = [](Config& c) -> std::int64_t& { return c.store.qdrant_port; },
       .doc = "The port beside `store.qdrant_host`.",
       .min = 1,
       .max = 65'535,
       .environment = {"QDRANT_PORT"},
       .later = kQdrant},

      {.path = "database.schema",
       .field = [](Config& c) -> Text& { return c.database.schema; },
       .doc = "The schema of PostgreSQL that holds the tables; it is made where it is missing. Empty is the "
              "first "
              "of the user's search path."},
      {.path = "database.pool_size",
       .field = [](Config& c) -> std::int64_t& { return c.database.pool_size; },
       .doc = "How many connections to PostgreSQL read. Two that write and one for notices come on top.",
       .min = 1,
       .max = 256},
      {.path = "database.connect_timeout_ms",
       .field = [](Config& c) -> std::int64_t& { return c.database.connect_timeout_ms; },
       .doc = "An attempt to connect to PostgreSQL that takes longer is given up.",
       .min = 100,
       .max = kDay},
      {.path = "database.statement_timeout_ms",
       .field = [](Config& c) -> std::int64_t& { return c.database.statement_timeout_ms; },
       .doc = "A statement that runs longer on PostgreSQL is ended, and answered as unavailable.",
       .min = 100,
       .max = kDay},
      {.path = "database.lock_timeout_ms",
       .field = [](Config& c) -> std::int64_t& { return c.database.lock_timeout_ms; },
       .doc =
           "A write that waits longer than this for another transaction's lock is answered as unavailable.",
       .min = 10,
       .max = kDay},
      {.path = "database.max_queue",
       .field = [](Config& c) -> std::int64_t& { return c.database.max_queue; },
       .doc =
           "How many requests may wait for PostgreSQL, in each of three queues; more are refused with 503.",
       .min = 1,
       .max = 1'000'000},

      {.path = "log.level",
       .field = [](Config& c) -> Text& { return c.log.level; },
       .doc = "The least important kind of line that is written to standard error.",
       .choices = {"debug", "info", "warn", "error", "off"},
       .environment = {"LOG_LEVEL"}},

      {.path = "index.buffer_mib",
       .field = [](Config& c) -> std::int64_t& { return c.index.buffer_mib; },
       .doc = "New products gather in memory up to this size before they become a segment on disk.",
       .min = 1,
       .max = 65'536},
      {.path = "index.resident_share",
       .field = [](Config& c) -> double& { return c.index.resident_share; },
       .doc = "While nothing is written, the index is put into huge pages of the server's own memory, as far "
              "as it "
              "takes at most this share of the machine's: searches beside busy neighbours take up to a fifth "
              "less "
              "time than in a mapped file. 0 leaves it mapped.",
       .max = 0.9},
      {.path = "index.poll_interval_ms",
       .field = [](Config& c) -> std::int64_t& { return c.index.poll_interval_ms; },
       .doc = "How often changes that other processes made to the catalogue are looked for.",
       .min = 10,
       .max = 60'000},
      {.path = "index.commit_interval_ms",
       .field = [](Config& c) -> std::int64_t& { return c.index.commit_interval_ms; },
       .doc = "How often the index is made durable while changes arrive. "
              "What a crash takes from it is read again from the database.",
       .min = 100,
       .max = 3'600'000},

      {.path = "search.policy_dir",
       .field = [](Config& c) -> Text& { return c.search.policy_dir; },
       .doc = "A folder of YAML policies that replace or add to those built in. Empty is none."},
      {.path = "search.price_intent",
       .field = [](Config& c) -> bool& { return c.search.price_intent; },
       .doc = "Read \"under 500\" and the like in a query as a price.",
       .environment = {"ENABLE_PRICE_INTENT"}},
      {.path = "search.remembered_mib",
       .field = [](Config& c) -> std::int64_t& { return c.search.remembered_mib; },
       .doc = "Answers are kept up to this size for those who ask the same, until anything changes: the "
              "catalogue, the settings, the rules. 0 runs every search.",
       .max = 65'536},

      {.path = "events.impression_sample_rate",
       .field = [](Config& c) -> double& { return c.events.impression_sample_rate; },
       .doc = "The share of answers whose impression is logged, decided by their request ids. 0 logs none.",
       .max = 1},
      {.path = "events.surface_sample_rates",
       .field = [](Config& c) -> Texts& { return c.events.surface_sample_rates; },
       .doc =
           "Rates of single surfaces, such as `search=0.1`, in place of `events.impression_sample_rate`. "
           "`autosuggest`, which is asked with every letter, has a hundredth of it unless it stands here."},
      {.path = "events.impression_queue",
       .field = [](Config& c) -> std::int64_t& { return c.events.impression_queue; },
       .doc = "How many impressions may wait to be written; further ones are dropped and counted.",
       .min = 16,
       .max = 4'194'304},
      {.path = "events.fold_window_ms",
       .field = [](Config& c) -> std::int64_t& { return c.events.fold_window_ms; },
       .doc =
           "A query to which the same client adds letters within this time was half typed and counts as no "
           "search. 0 counts all of them.",
       .max = 60'000},
      {.path = "events.impression_retention_days",
       .field = [](Config& c) -> std::int64_t& { return c.events.impression_retention_days; },
       .doc =
           "Impressions, and the counts of queries, are removed when they are older. 0 keeps them for ever.",
       .max = 36'500},
      {.path = "events.retention_days",
       .field = [](Config& c) -> std::int64_t& { return c.events.retention_days; },
       .doc = "Events that clients sent are removed when they are older. 0 keeps them for ever.",
       .max = 36'500},

      {.path = "signals.trending_decay",
       .field = [](Config& c) -> double& { return c.signals.trending_decay; },
       .doc = "What an event weighs an hour later, as a share: what is trending is the sum of these.",
       .min = 0.01,
       .max = 0.9999,
       .environment = {"TRENDING_DECAY_RATE"}},
      {.path = "signals.trending_window_hours",
       .field = [](Config& c) -> std::int64_t& { return c.signals.trending_window_hours; },
       .doc = "Older events are not trending at all.",
       .min = 1,
       .max = 8'760},
      {.path = "signals.history_days",
       .field = [](Config& c) -> std::int64_t& { return c.signals.history_days; },
       .doc = "Recommendations look back so far. A user without an event since then is as good as new.",
       .min = 1,
       .max = 365},
      {.path = "signals.session_gap_minutes",
       .field = [](Config& c) -> std::int64_t& { return c.signals.session_gap_minutes; },
       .doc = "Events of one user that are nearer to each other belong to one visit.",
       .min = 1,
       .max = 1'440},
      {.path = "signals.max_users",
       .field = [](Config& c) -> std::int64_t& { return c.signals.max_users; },
       .doc = "How many users' latest events are kept in memory; others are read from the database.",
       .min = 100,
       .max = 100'000'000},
      {.path = "signals.neighbours",
       .field = [](Config& c) -> std::int64_t& { return c.signals.neighbours; },
       .doc = "How many products are kept, at least, that were wanted together with a product; twice as many "
              "at most.",
       .min = 8,
       .max = 1'000},

      {.path = "suggest.max_suggestions",
       .field = [](Config& c) -> std::int64_t& { return c.suggest.max_suggestions; },
       .doc = "How many suggestions a request gets that does not say.",
       .min = 1,
       .max = 20,
       .environment = {"MAX_SUGGESTIONS"}},
      {.path = "suggest.budget_ms",
       .field = [](Config& c) -> std::int64_t& { return c.suggest.budget_ms; },
       .doc = "The time that a suggestion request has; what is found by then is the answer.",
       .min = 1,
       .max = 60'000,
       .environment = {"AUTOSUGGEST_P95_MS"}},
      {.path = "suggest.rebuild_interval_ms",
       .field = [](Config& c) -> std::int64_t& { return c.suggest.rebuild_interval_ms; },
       .doc = "How often suggestions are built anew when products or queries have changed.",
       .min = 10,
       .max = 3'600'000},
      {.path = "suggest.half_life_days",
       .field = [](Config& c) -> double& { return c.suggest.half_life_days; },
       .doc = "After so many days a query that nobody has asked again counts half.",
       .min = 0.01,
       .max = 3'650},

      {.path = "learning.bandits",
       .field = [](Config& c) -> bool& { return c.learning.bandits; },
       .doc = "Let bandits decide where they may.",
       .environment = {"ENABLE_BANDITS"},
       .later = kLearning},
      {.path = "learning.personalization",
       .field = [](Config& c) -> bool& { return c.learning.personalization; },
       .doc = "Let what a shopper did change what they are shown; false: recommendations do not look at "
              "user_id.",
       .environment = {"ENABLE_PERSONALIZATION"}},
      {.path = "learning.time_decay",
       .field = [](Config& c) -> bool& { return c.learning.time_decay; },
       .doc = "Let older events count for less, in what is trending, wanted together and suggested; false: "
              "as much.",
       .environment = {"ENABLE_TIME_DECAY"}},

      {.path = "session.expiry_seconds",
       .field = [](Config& c) -> std::int64_t& { return c.session.expiry_seconds; },
       .doc = "A session is forgotten this long after its last click.",
       .min = 1,
       .max = 2'592'000,
       .environment = {"SESSION_EXPIRY_SECONDS"},
       .later = kSessions},
      {.path = "session.sequence_length",
       .field = [](Config& c) -> std::int64_t& { return c.session.sequence_length; },
       .doc = "How many of the last clicks the session model sees.",
       .min = 1,
       .max = 512,
       .environment = {"SEQUENCE_LENGTH"},
       .later = kSessions},
      {.path = "session.top_k",
       .field = [](Config& c) -> std::int64_t& { return c.session.top_k; },
       .doc = "How many products a session recommendation has.",
       .min = 1,
       .max = 1'000,
       .environment = {"TOP_K"},
       .later = kSessions},
      {.path = "session.cold_start_threshold",
       .field = [](Config& c) -> std::int64_t& { return c.session.cold_start_threshold; },
       .doc = "Below this many clicks a session gets trending products.",
       .max = 512,
       .environment = {"COLD_START_THRESHOLD"},
       .later = kSessions},

      {.path = "model.threads",
       .field = [](Config& c) -> std::int64_t& { return c.model.threads; },
       .doc = "How many threads compute models.",
       .min = 1,
       .max = 1'024,
       .environment = {"ONNX_THREADS"},
       .later = "model inference"},

      {.path = "rules.min_support",
       .field = [](Config& c) -> double& { return c.rules.min_support; },
       .doc = "The share of the users with two products or more who must have wanted products together for a "
              "rule. "
              "A large catalogue needs a small one.",
       .min = 0.000001,
       .max = 1},
      {.path = "rules.min_confidence",
       .field = [](Config& c) -> double& { return c.rules.min_confidence; },
       .doc = "The share of those who wanted what a rule begins with, and also what it leads to.",
       .max = 1},

      {.path = "jobs.enabled",
       .field = [](Config& c) -> bool& { return c.jobs.enabled; },
       .doc =
           "Whether this server runs jobs by the clock. One that does not still runs what it is asked for."},
      {.path = "jobs.schedule",
       .field = [](Config& c) -> Texts& { return c.jobs.schedule; },
       .doc = "When single jobs run, in place of their own schedules: `trending=30 2 * * *`, "
              "`trending=@hourly` or `trending=off` (see jobs.md)."},
      {.path = "jobs.utc_offset_minutes",
       .field = [](Config& c) -> std::int64_t& { return c.jobs.utc_offset_minutes; },
       .doc = "The local time in which schedules count, as minutes ahead of UTC; 330 is India's. It has no "
              "daylight saving.",
       .min = -840,
       .max = 840},

      {.path = "artefacts.keep",
       .field = [](Config& c) -> std::int64_t& { return c.artefacts.keep; },
       .doc = "How many versions of each artefact stay: the live one, and those to go back to.",
       .min = 1,
       .max = 1'000},
  };
}

std::string quote_yaml(std::string_view text) {
  std::string out = "\"";
  for (const char c : text) {
    const auto byte = static_cast<unsigned char>(c);
    if (c == '"' || c == '\\') {
      out += '\\';
      out += c;
    } else if (byte < 0x20 || byte == 0x7F) {
      fmt::format_to(std::back_inserter(out), "\\x{:02x}", byte);
    } else {
      out += c;
    }
  }
  return out + '"';
}

struct YamlWriter {
  Config& config;

  std::string operator()(ConfigField<bool> field) const { return field(config) ? "true" : "false"; }
  std::string operator()(ConfigField<std::int64_t> field) const { return fmt::format("{}", field(config)); }
  std::string operator()(ConfigField<double> field) const { return fmt::format("{}", field(config)); }
  std::string operator()(ConfigField<Text> field) const { return quote_yaml(field(config)); }
  std::string operator()(ConfigField<Texts> field) const {
    std::string out = "[";
    for (const auto& item : field(config)) out += (out.size() > 1 ? ", " : "") + quote_yaml(item);
    return out + "]";
  }
};

}  // namespace

std::string ConfigKey::own_environment_name() const {
  std::string name = "KHOJ_";
  for (const char c : path)
    name += c == '.' ? '_' : static_cast<char>(c >= 'a' && c <= 'z' ? c - 'a' + 'A' : c);
  return name;
}

std::string ConfigKey::expected() const {
  if (std::holds_alternative<ConfigField<bool>>(field)) return "true or false";
  if (std::holds_alternative<ConfigField<std::int64_t>>(field)) {
    return fmt::format("an integer from {} to {}", static_cast<std::int64_t>(min),
                       static_cast<std::int64_t>(max));
  }
  if (std::holds_alternative<ConfigField<double>>(field))
    return fmt::format("a number from {} to {}", min, max);
  if (std::holds_alternative<ConfigField<Texts>>(field)) return "a list of texts";
  if (choices.empty()) return required ? "a text that is not empty" : "a text";
  return fmt::format("one of {}", fmt::join(choices, ", "));
}

std::span<const ConfigKey> config_keys() {
  static const std::vector<ConfigKey> keys = make_keys();
  return keys;
}

const ConfigKey* find_config_key(std::string_view path) {
  const auto keys = config_keys();
  const auto found = std::ranges::find(keys, path, &ConfigKey::path);
  return found == keys.end() ? nullptr : &*found;
}

std::string_view nearest_config_key(std::string_view path) {
  if (path.size() > 64) return {};
  std::string_view nearest;
  std::size_t least = std::max<std::size_t>(2, path.size() / 3) + 1;
  const auto last_word = [](std::string_view text) { return text.substr(text.rfind('.') + 1); };
  for (const auto& key : config_keys()) {
    // A key in the wrong section is near, too: "server.level" means "log.level".
    const std::size_t distance =
        std::min(edit_distance(path, key.path), edit_distance(last_word(path), last_word(key.path)) + 1);
    if (distance < least) {
      least = distance;
      nearest = key.path;
    }
  }
  return nearest;
}

std::string config_value_yaml(const ConfigKey& key, const Config& config) {
  Config copy = config;
  return std::visit(YamlWriter{copy}, key.field);
}

}  // namespace khoj::base
