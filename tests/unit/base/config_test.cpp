// The configuration: what may stand in khoj.yaml, which source wins, and what an error says.
#include "base/config.hpp"

#include <cstdio>
#include <filesystem>
#include <fstream>
#include <map>
#include <set>
#include <sstream>

#include <gtest/gtest.h>
#include <unistd.h>

#include "base/config_keys.hpp"

namespace khoj::base {
namespace {

Environment environment_of(std::map<std::string, std::string> variables) {
  return [variables = std::move(variables)](const std::string& name) -> std::optional<std::string> {
    const auto found = variables.find(name);
    return found == variables.end() ? std::nullopt : std::optional(found->second);
  };
}

std::string yaml_error(std::string_view text) {
  Config config;
  const auto status = apply_yaml(config, text, "khoj.yaml");
  EXPECT_FALSE(status) << text;
  if (status) return "";
  EXPECT_EQ(status.error().code, ErrorCode::invalid_argument);
  EXPECT_EQ(configuration_yaml(config), configuration_yaml(Config{})) << "a refused file must change nothing";
  return status.error().describe();
}

/// A file that is gone after the test.
class TemporaryFile {
 public:
  explicit TemporaryFile(std::string_view text) { std::ofstream(path_) << text; }
  ~TemporaryFile() { std::filesystem::remove(path_); }
  TemporaryFile(const TemporaryFile&) = delete;
  TemporaryFile& operator=(const TemporaryFile&) = delete;
  [[nodiscard]] const std::filesystem::path& path() const { return path_; }

 private:
  std::filesystem::path path_ =
      std::filesystem::temp_directory_path() /
      fmt::format("khoj_config_test_{}_{}", getpid(), static_cast<const void*>(this));
};

TEST(ConfigYaml, ReadsEveryType) {
  Config config;
  ASSERT_TRUE(apply_yaml(config, R"(
data_dir: /srv/khoj
server:
  port: 8080
  access_log_sampling: 0.25
  cors_origins: ["https://a.example", https://b.example]
search:
  price_intent: off
log: {level: debug}
)",
                         "khoj.yaml"));
  EXPECT_EQ(config.data_dir, "/srv/khoj");
  EXPECT_EQ(config.server.port, 8080);
  EXPECT_DOUBLE_EQ(config.server.access_log_sampling, 0.25);
  EXPECT_EQ(config.server.cors_origins, (std::vector<std::string>{"https://a.example", "https://b.example"}));
  EXPECT_FALSE(config.search.price_intent);
  EXPECT_EQ(config.log.level, "debug");
  EXPECT_EQ(config.server.host, "127.0.0.1") << "what the file does not name keeps its default";
}

TEST(ConfigYaml, AcceptsEmptyFilesEmptySectionsAndDottedKeys) {
  Config config;
  EXPECT_TRUE(apply_yaml(config, "", "khoj.yaml"));
  EXPECT_TRUE(apply_yaml(config, "# only a comment\n", "khoj.yaml"));
  EXPECT_TRUE(apply_yaml(config, "server:\n  # port: 1\nlog:\n  level: warn\n", "khoj.yaml"));
  EXPECT_TRUE(apply_yaml(config, "server.port: 81\n", "khoj.yaml"));
  EXPECT_EQ(config.log.level, "warn");
  EXPECT_EQ(config.server.port, 81);
}

TEST(ConfigYaml, NamesFileLineKeyAndWhatWasExpected) {
  EXPECT_EQ(yaml_error("data_dir: x\nserver:\n  port: eighty\n"),
            "khoj.yaml:3: server.port: expected an integer from 0 to 65535, found 'eighty'");
  EXPECT_EQ(yaml_error("server:\n  port: 70000\n"),
            "khoj.yaml:2: server.port: expected an integer from 0 to 65535, found '70000'");
  EXPECT_EQ(yaml_error("server: {port: \"80\"}"),
            "khoj.yaml:1: server.port: expected an integer from 0 to 65535, found the text '80'");
  EXPECT_EQ(yaml_error("server:\n  port: [80]\n"),
            "khoj.yaml:2: server.port: expected an integer from 0 to 65535, found a list");
  EXPECT_EQ(yaml_error("server:\n  port:\n"),
            "khoj.yaml:2: server.port: expected an integer from 0 to 65535, found nothing");
  EXPECT_EQ(yaml_error("log:\n\n  level: loud\n"),
            "khoj.yaml:3: log.level: expected one of debug, info, warn, error, off, found 'loud'");
  EXPECT_EQ(yaml_error("search:\n  price_intent: maybe\n"),
            "khoj.yaml:2: search.price_intent: expected true or false, found 'maybe'");
  EXPECT_EQ(yaml_error("server:\n  access_log_sampling: .nan\n"),
            "khoj.yaml:2: server.access_log_sampling: expected a number from 0 to 1, found '.nan'");
  EXPECT_EQ(yaml_error("server:\n  access_log_sampling: nan\n"),
            "khoj.yaml:2: server.access_log_sampling: expected a number from 0 to 1, found 'nan'");
  EXPECT_EQ(yaml_error("server:\n  cors_origins: https://a.example\n"),
            "khoj.yaml:2: server.cors_origins: expected a list of texts, found 'https://a.example'");
  EXPECT_EQ(yaml_error("server:\n  cors_origins:\n    - a\n    - {b: c}\n"),
            "khoj.yaml:4: server.cors_origins: expected a list of texts, found another kind of item");
  EXPECT_EQ(yaml_error("data_dir: \"\"\n"),
            "khoj.yaml:1: data_dir: expected a text that is not empty, found ''");
  EXPECT_EQ(yaml_error("data_dir: \"a\\0b\"\n"),
            "khoj.yaml:1: data_dir: expected a text that is not empty, found control characters or bytes "
            "that are not "
            "UTF-8");
  EXPECT_EQ(yaml_error("server: 8000\n"), "khoj.yaml:1: server: expected keys below this section");
}

TEST(ConfigYaml, SuggestsTheNearestKey) {
  EXPECT_EQ(yaml_error("server:\n  prot: 80\n"),
            "khoj.yaml:2: server.prot: unknown key; did you mean 'server.port'?");
  EXPECT_EQ(yaml_error("server:\n  host: x\n  level: info\n"),
            "khoj.yaml:3: server.level: unknown key; did you mean 'log.level'?");
  EXPECT_EQ(yaml_error("datadir: x\n"), "khoj.yaml:1: datadir: unknown key; did you mean 'data_dir'?");
  EXPECT_EQ(yaml_error("entirely_something_else: x\n"),
            "khoj.yaml:1: entirely_something_else: unknown key; docs/configuration.md lists all");
}

TEST(ConfigYaml, RefusesKeysThatAreThereTwice) {
  EXPECT_EQ(yaml_error("server:\n  port: 1\n  host: x\n  port: 2\n"),
            "khoj.yaml:4: server.port: is there twice, first on line 2");
  EXPECT_EQ(yaml_error("server:\n  port: 1\nserver:\n  host: x\n"),
            "khoj.yaml:3: server: is there twice, first on line 1");
  EXPECT_EQ(yaml_error("server.port: 1\nserver:\n  port: 2\n"),
            "khoj.yaml:3: server.port: is there twice, first on line 1");
}

TEST(ConfigYaml, RefusesWhatIsNoConfiguration) {
  EXPECT_TRUE(yaml_error("server:\n  port: [1\n").starts_with("khoj.yaml:"))
      << yaml_error("server:\n  port: [1\n");
  EXPECT_TRUE(yaml_error("a: b: c\n").starts_with("khoj.yaml:1: not YAML: "));
  EXPECT_TRUE(yaml_error("- a\n- b\n").starts_with("khoj.yaml:1: expected sections"));
  EXPECT_TRUE(yaml_error("? [a]\n: b\n").starts_with("khoj.yaml:1: expected a name"));
  EXPECT_EQ(yaml_error("data_dir: a\n---\ndata_dir: b\n"),
            "khoj.yaml: expected one YAML document, found several");
  EXPECT_EQ(yaml_error("{data_dir: a} b\n"), "khoj.yaml: expected one YAML document, found several");
  EXPECT_FALSE(yaml_error(",").empty()) << "yaml-cpp can be made to loop by this";
  EXPECT_EQ(yaml_error("data_dir: \xFF\n"), "khoj.yaml: expected UTF-8");
  EXPECT_EQ(yaml_error(std::string(2 << 20, '#')), "khoj.yaml: expected a file of at most 1 MiB");
  EXPECT_TRUE(yaml_error(std::string(100'000, '[')).starts_with("khoj.yaml:"))
      << "deep nesting is an error, no crash";
}

TEST(ConfigEnvironment, WinsOverTheFileAndNamesTheVariableInErrors) {
  // K0-27 and S3-18: the names that those systems document.
  Config config;
  ASSERT_TRUE(apply_yaml(config, "server:\n  port: 1\n", "khoj.yaml"));
  ASSERT_TRUE(apply_environment(config, environment_of({{"API_HOST", "0.0.0.0"},
                                                        {"API_PORT", "9000"},
                                                        {"DATABASE_URL", "sqlite:///shop.db"},
                                                        {"REDIS_URL", "redis://cache:6379/0"},
                                                        {"AUTOSUGGEST_P95_MS", "80"},
                                                        {"ONNX_THREADS", "4"},
                                                        {"MAX_SUGGESTIONS", "5"},
                                                        {"ENABLE_BANDITS", "False"},
                                                        {"SESSION_EXPIRY_SECONDS", "60"},
                                                        {"SEQUENCE_LENGTH", "7"},
                                                        {"TOP_K", "9"},
                                                        {"COLD_START_THRESHOLD", "3"},
                                                        {"QDRANT_HOST", "qdrant"},
                                                        {"KHOJ_SERVER_CORS_ORIGINS", "https://a, https://b"},
                                                        {"REDIS_PORT", ""}})));
  EXPECT_EQ(config.server.host, "0.0.0.0");
  EXPECT_EQ(config.server.port, 9000);
  EXPECT_EQ(config.store.database_url, "sqlite:///shop.db");
  EXPECT_EQ(config.store.redis_url, "redis://cache:6379/0");
  EXPECT_EQ(config.suggest.budget_ms, 80);
  EXPECT_EQ(config.model.threads, 4);
  EXPECT_EQ(config.suggest.max_suggestions, 5);
  EXPECT_FALSE(config.learning.bandits);
  EXPECT_EQ(config.session.expiry_seconds, 60);
  EXPECT_EQ(config.session.sequence_length, 7);
  EXPECT_EQ(config.session.top_k, 9);
  EXPECT_EQ(config.session.cold_start_threshold, 3);
  EXPECT_EQ(config.store.qdrant_host, "qdrant");
  EXPECT_EQ(config.server.cors_origins, (std::vector<std::string>{"https://a", "https://b"}));
  EXPECT_EQ(config.store.redis_port, 6379) << "an empty variable counts as not set";

  const auto refused = apply_environment(config, environment_of({{"API_PORT", "http"}}));
  ASSERT_FALSE(refused);
  EXPECT_EQ(refused.error().describe(), "API_PORT: expected an integer from 0 to 65535, found 'http'");
  EXPECT_EQ(config.server.port, 9000);
}

TEST(ConfigEnvironment, OwnNameWinsOverTheOtherOne) {
  Config config;
  ASSERT_TRUE(apply_environment(config, environment_of({{"KHOJ_SERVER_PORT", "1"}, {"API_PORT", "2"}})));
  EXPECT_EQ(config.server.port, 1);
}

TEST(ConfigFlags, SetOneKeyFromText) {
  Config config;
  EXPECT_TRUE(set_key(config, "server.port", "0"));
  EXPECT_EQ(config.server.port, 0);
  EXPECT_TRUE(set_key(config, "server.cors_origins", ""));
  EXPECT_TRUE(config.server.cors_origins.empty());
  EXPECT_EQ(set_key(config, "server.port", "-1").error().describe(),
            "server.port: expected an integer from 0 to 65535, found '-1'");
  EXPECT_EQ(set_key(config, "server.prt", "1").error().describe(),
            "server.prt: unknown key; did you mean 'server.port'?");
  EXPECT_FALSE(set_key(config, "server.port", "99999999999999999999"));
  EXPECT_FALSE(set_key(config, "server.cors_origins", "a,,b"));
  EXPECT_FALSE(set_key(config, std::string(100'000, 'a'), "1"));
}

TEST(ConfigLoad, ReadsFileThenEnvironmentThenKeyFile) {
  const TemporaryFile key("open sesame\nsecond line\n");
  const TemporaryFile file("server: {port: 1, workers: 3}\nsecurity:\n  admin_key_file: " +
                           key.path().string());
  const auto config = load_config(file.path(), environment_of({{"API_PORT", "2"}}));
  ASSERT_TRUE(config) << config.error().describe();
  EXPECT_EQ(config->server.port, 2);
  EXPECT_EQ(config->server.workers, 3);
  EXPECT_EQ(config->security.admin_key, "open sesame");
  const auto overridden = load_config(file.path(), environment_of({{"KHOJ_ADMIN_KEY", "other"}}));
  ASSERT_TRUE(overridden);
  EXPECT_EQ(overridden->security.admin_key, "other");
}

TEST(ConfigLoad, SaysWhichFileCannotBeRead) {
  EXPECT_EQ(load_config("/nowhere/khoj.yaml", environment_of({})).error().describe(),
            "/nowhere/khoj.yaml: there is no such file");
  EXPECT_EQ(load_config("/tmp", environment_of({})).error().code, ErrorCode::unavailable);
  const TemporaryFile empty("\n");
  EXPECT_EQ(load_config(std::nullopt, environment_of({{"KHOJ_ADMIN_KEY_FILE", empty.path().string()}}))
                .error()
                .describe(),
            empty.path().string() + ": expected the admin key on the first line");
}

TEST(ConfigLoad, FindsTheDatabase) {  // K0-26
  Config config;
  config.data_dir = "/srv/khoj";
  EXPECT_EQ(sqlite_path(config).value(), "/srv/khoj/khoj.db");
  config.store.database_url = "sqlite:///./shop.db";
  EXPECT_EQ(sqlite_path(config).value(), "./shop.db");
  config.store.database_url = "sqlite:////var/lib/shop.db";
  EXPECT_EQ(sqlite_path(config).value(), "/var/lib/shop.db");
  config.store.database_url = "postgresql+asyncpg://user:secret@host/db";
  const auto refused = sqlite_path(config);
  ASSERT_FALSE(refused);
  EXPECT_EQ(refused.error().describe().find("secret"), std::string::npos);
  for (const char* url : {"sqlite:///", "sqlite://shop.db", "mysql://x", "shop.db"}) {
    config.store.database_url = url;
    EXPECT_EQ(sqlite_path(config).error().code, ErrorCode::invalid_argument) << url;
  }
}

TEST(ConfigSecrets, AreNeverPrinted) {
  Config config;
  config.security.admin_key = "open sesame";
  config.store.redis_url = "redis://:hunter2@cache/0";
  config.store.database_url = "postgresql://khoj:hunter2@db/shop";
  const std::string yaml = configuration_yaml(config);
  EXPECT_EQ(yaml.find("sesame"), std::string::npos);
  EXPECT_EQ(yaml.find("hunter2"), std::string::npos);
  EXPECT_NE(yaml.find("# admin_key: set, not shown"), std::string::npos);
  const std::string error = yaml_error("security:\n  admin_key: \"sesame\\n\"\n");
  EXPECT_EQ(error.find("sesame"), std::string::npos) << error;
}

TEST(ConfigTable, RowsAreWellFormed) {
  std::set<std::string> environment_names;
  const Config defaults;
  for (const auto& key : config_keys()) {
    EXPECT_EQ(find_config_key(key.path), &key) << key.path << " stands twice";
    EXPECT_TRUE(key.doc.ends_with('.')) << key.path;
    std::set<std::string> names(key.environment.begin(), key.environment.end());
    names.insert(key.own_environment_name());
    for (const auto& name : names)
      EXPECT_TRUE(environment_names.insert(name).second) << name << " stands twice";
    // Every default must pass the check that a user's value has to pass.
    Config config;
    if (config_value_yaml(key, defaults) == "\"\"") continue;
    const std::string line = fmt::format("{}: {}\n", key.path, config_value_yaml(key, defaults));
    const auto status = apply_yaml(config, line, "default");
    EXPECT_TRUE(status) << line << (status ? "" : status.error().describe());
  }
}

TEST(ConfigTable, PrintedYamlReadsBackAsItself) {
  Config config;
  config.server.port = 1234;
  config.server.access_log_sampling = 0.1;
  config.server.cors_origins = {"https://a", "quote \" and \\ backslash"};
  config.data_dir = "/srv/दुकान # not a comment";
  config.learning.bandits = false;
  Config read;
  const auto status = apply_yaml(read, configuration_yaml(config), "printed.yaml");
  ASSERT_TRUE(status) << status.error().describe();
  EXPECT_EQ(configuration_yaml(read), configuration_yaml(config));
  EXPECT_EQ(read.data_dir, config.data_dir);
  EXPECT_EQ(read.server.cors_origins, config.server.cors_origins);
}

TEST(ConfigTable, DocumentationIsUpToDate) {
  std::ifstream file("docs/configuration.md");
  ASSERT_TRUE(file) << "the tests run in the root of the project";
  std::stringstream text;
  text << file.rdbuf();
  EXPECT_EQ(text.str(), configuration_markdown()) << "run: khoj config --markdown > docs/configuration.md";
}

}  // namespace
}  // namespace khoj::base
