// Line icons that several parts share, as paths on 24 × 24 (see icon() in dom.ts).

export const kLensPath = 'M10.5 4a6.5 6.5 0 1 0 0 13a6.5 6.5 0 1 0 0-13M15.5 15.5L20.5 20.5';
export const kCrossPath = 'M6.5 6.5L17.5 17.5M17.5 6.5L6.5 17.5';
export const kCheckPath = 'M5 12.5L10 17.5L19 7';
export const kBoxPath = 'M4 8.5L12 4l8 4.5v8L12 21l-8-4.5zM4 8.5l8 4.5l8-4.5M12 13v8';
export const kSlidersPath = 'M4 7.5h9M17 7.5h3M4 16.5h3M11 16.5h9M15 5.3a2.2 2.2 0 1 0 0 4.4a2.2 2.2 0 1 0 0-4.4M9 14.3a2.2 2.2 0 1 0 0 4.4a2.2 2.2 0 1 0 0-4.4';
export const kChevronPath = 'M6.5 9.5L12 15L17.5 9.5';
