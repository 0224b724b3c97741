// Line icons for kinds of products, told by the words of a category or a title.

/** The words of a kind (the first that fits wins) and how it is drawn on 24 × 24. */
const kKinds: ReadonlyArray<readonly [RegExp, string]> = [
  [/head ?phone|ear ?(phone|bud|pod)|headset/, 'M4 14v-2a8 8 0 0 1 16 0v2M4 14h2.5v6H5.5A1.5 1.5 0 0 1 4 18.5zM20 14h-2.5v6h1A1.5 1.5 0 0 0 20 18.5z'],
  [/watch|clock/, 'M12 7a5 5 0 1 0 0 10a5 5 0 1 0 0-10M9 7.5L9.8 3h4.4L15 7.5M9 16.5L9.8 21h4.4L15 16.5M12 9.8V12l1.5 1.2'],
  [/air condition|\bac\b|cooler/, 'M3 5h18v8H3zM6.5 10h11M7 16.5c0 1.5-1 1.5-1 3M12 16.5c0 1.5-1 1.5-1 3M17 16.5c0 1.5-1 1.5-1 3'],
  [/phone|mobile|smartphone/, 'M7.5 3h9A1.5 1.5 0 0 1 18 4.5v15a1.5 1.5 0 0 1-1.5 1.5h-9A1.5 1.5 0 0 1 6 19.5v-15A1.5 1.5 0 0 1 7.5 3M10.5 18h3'],
  [/television|\btv\b|monitor|laptop|computer/, 'M3.5 5h17v11h-17zM8.5 20h7M12 16v4'],
  [/camera|lens/, 'M4 8h3.5L9 5.5h6L16.5 8H20v11H4zM12 10a3.3 3.3 0 1 0 0 6.6a3.3 3.3 0 1 0 0-6.6'],
  [/shoe|sneaker|sandal|footwear|slipper|chappal/, 'M3.5 9v8.5h17V15c0-1.8-1.6-2.4-3.4-2.8c-1.8-.4-3.3-1.4-4.6-4.2L9 9.2C7.5 9.9 5.5 9.9 3.5 9M3.5 14.5h17'],
  [/sare+|lehenga|dupatta/, 'M9 3h6l-1 4l5.5 14h-15L10 7zM10 7h4M13.5 7.5C12 12 9 16 5.5 18.5'],
  [/kurta|kurti|dress|gown/, 'M9.5 2.5L6.5 4L4 12l2.5 1L8 9.5V21.5h8V9.5L17.5 13L20 12L17.5 4L14.5 2.5c-.4 1.4-1.3 2-2.5 2S9.9 3.9 9.5 2.5M12 4.5V10M10 21.5v-4M14 21.5v-4'],
  [/shirt|\btop|jacket|cloth|wear|fashion|apparel/, 'M8.5 4L3.5 6.5L5.5 11L8 10v10h8V10l2.5 1l2-4.5l-5-2.5c-.6 1.5-1.8 2.3-3.5 2.3S9.1 5.5 8.5 4'],
  [/jean|trouser|pant|legging/, 'M7 3h10l1.5 18h-4.7L12 9.5L10.2 21H5.5zM6.8 6.5h10.4'],
  [/bag|luggage|backpack|purse|wallet/, 'M5.5 8.5h13l1 12h-15zM9 8.5V7a3 3 0 0 1 6 0v1.5'],
  [/jewel|ring|necklace|earring/, 'M12 8.5a6 6 0 1 0 0 12a6 6 0 1 0 0-12M9.5 3.5h5L16.5 6L12 9L7.5 6z'],
  [/beauty|lipstick|cosmetic|cream|shampoo|skin|hair/, 'M9 12V7.5L14 4v8M8 12h7.5v8.5H8z'],
  [/glass(es)?\b|sunglass|chasma|spectacle/, 'M6.5 10a3.5 3.5 0 1 0 0 7a3.5 3.5 0 1 0 0-7M17.5 10a3.5 3.5 0 1 0 0 7a3.5 3.5 0 1 0 0-7M10 13.5c1-1 3-1 4 0M3 13L5 7M21 13L19 7'],
  [/book|stationery|notebook|pen\b/, 'M12 6.5C10 5 7 4.5 4 5v13.5c3-.5 6 0 8 1.5c2-1.5 5-2 8-1.5V5c-3-.5-6 0-8 1.5zM12 6.5V20'],
  [/toy|game|kids|baby|doll/, 'M12 8a6 6 0 1 0 0 12a6 6 0 1 0 0-12M7 9.5A3 3 0 1 1 9.8 6M17 9.5A3 3 0 1 0 14.2 6M10 13h.1M14 13h.1M10.5 16.5c1 .7 2 .7 3 0'],
  [/guitar|music|instrument|piano|tabla/, 'M9 18V6l10-2v12M9 18a2.5 2.5 0 1 1-5 0a2.5 2.5 0 1 1 5 0M19 16a2.5 2.5 0 1 1-5 0a2.5 2.5 0 1 1 5 0'],
  [/kitchen|cook|bottle|pan\b|mixer|grinder|appliance/, 'M5 9.5h14V16a4 4 0 0 1-4 4H9a4 4 0 0 1-4-4zM2.5 11.5H5M19 11.5h2.5M8.5 6.5v-3M12 6.5v-3M15.5 6.5v-3'],
  [/grocery|food|snack|tea\b|coffee|rice|atta|masala/, 'M5 9h12v5a6 6 0 0 1-12 0zM17 10h1.5a2.5 2.5 0 0 1 0 5H16.7M4 20.5h14M9 6V3.5M13 6V3.5'],
  [/sport|cricket|fitness|gym|yoga|football/, 'M12 3.5a8.5 8.5 0 1 0 0 17a8.5 8.5 0 1 0 0-17M5.7 6.5c3.5 2.5 3.5 8.5 0 11M18.3 6.5c-3.5 2.5-3.5 8.5 0 11'],
  [/sofa|furniture|chair|table|bed|home|curtain|decor|lamp/, 'M5 12V8.5A2.5 2.5 0 0 1 7.5 6h9A2.5 2.5 0 0 1 19 8.5V12M3 12.5a2 2 0 0 1 4 0V15h10v-2.5a2 2 0 0 1 4 0V19H3zM5.5 19v1.5M18.5 19v1.5'],
];

/** The drawing for what `text` speaks of, or undefined where no kind fits. */
export function kindPath(text: string): string | undefined {
  const lower = text.toLowerCase();
  return kKinds.find(([words]) => words.test(lower))?.[1];
}
