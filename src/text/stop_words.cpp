#include "text/stop_words.hpp"

#include <array>

namespace khoj::text {
namespace {

// Words that narrow a shop's results are kept out of these lists: "not", "without", "under", "above", "new",
// "off", and in Hindi "बिना", "कम", "नया".
constexpr auto kEnglish = std::to_array<std::string_view>({
    "a",     "about", "all",  "also",  "am",    "an",   "and",  "any",    "are",   "as",   "at",
    "be",    "been",  "best", "but",   "buy",   "by",   "can",  "do",     "does",  "find", "for",
    "from",  "get",   "give", "good",  "had",   "has",  "have", "he",     "her",   "him",  "his",
    "how",   "i",     "if",   "in",    "into",  "is",   "it",   "its",    "just",  "like", "looking",
    "me",    "my",    "need", "of",    "on",    "or",   "our",  "please", "she",   "shop", "shopping",
    "show",  "so",    "some", "such",  "than",  "that", "the",  "their",  "them",  "then", "there",
    "these", "they",  "this", "those", "to",    "too",  "us",   "very",   "want",  "was",  "we",
    "were",  "what",  "when", "where", "which", "who",  "will", "with",   "would", "you",  "your",
});

constexpr auto kHinglish = std::to_array<std::string_view>({
    "aap",    "acha",    "accha",  "achha",  "achi",  "acchi",  "aur",      "batao",    "bhi",
    "chahie", "chahiye", "chaiye", "dekhna", "dikha", "dikhao", "dikhaiye", "dijiye",   "dena",
    "do",     "ek",      "hai",    "hain",   "ho",    "hoga",   "hona",     "hu",       "hum",
    "isme",   "ka",      "kaisa",  "karo",   "karna", "ke",     "keliye",   "kharidna", "ki",
    "koi",    "kuch",    "kya",    "le",     "lena",  "liye",   "mai",      "main",     "me",
    "mein",   "mera",    "mere",   "meri",   "mujhe", "ne",     "par",      "pe",       "sa",
    "se",     "si",      "tha",    "thi",    "to",    "vala",   "vale",     "vali",     "wala",
    "wale",   "wali",    "wo",     "woh",    "ya",    "yah",    "ye",       "yeh",
});

constexpr auto kHindi = std::to_array<std::string_view>({
    "अच्छा", "अच्छी",  "अच्छे",    "आप",    "इस",  "इसमें", "उस",     "एक",    "और",   "का",   "कि",
    "की",   "कुछ",    "के",      "को",    "कोई", "क्या", "खरीदना", "चाहिए", "जो",   "तो",   "था",
    "थी",   "दिखाओ", "दिखाइए", "दीजिए", "ने",   "पर",  "भी",     "मुझे",    "में",    "मेरा",  "मेरी",
    "मेरे",   "मैं",     "या",     "यह",    "ये",   "लिए", "लेना",    "वह",    "वाला", "वाली", "वाले",
    "वे",    "सा",    "सी",     "से",     "हम",  "हूं",   "है",      "हैं",     "हो",   "होना",
});

}  // namespace

std::span<const std::string_view> stop_words(std::string_view language) noexcept {
  if (language == "english") return kEnglish;
  if (language == "hinglish") return kHinglish;
  if (language == "hindi") return kHindi;
  return {};
}

std::string stop_word_languages() { return "english, hinglish, hindi"; }

}  // namespace khoj::text
