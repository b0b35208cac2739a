// Where visitors come from: the form on /find-us/ offers these, so that it needs no map service and no JavaScript.
export const PLACES: Record<string, { name: string; latitude: number; longitude: number }> = {
  alpharetta: { name: "Alpharetta", latitude: 34.08, longitude: -84.29 },
  atlanta: { name: "Atlanta, downtown", latitude: 33.75, longitude: -84.39 },
  buckhead: { name: "Buckhead", latitude: 33.84, longitude: -84.38 },
  decatur: { name: "Decatur", latitude: 33.77, longitude: -84.3 },
  "johns-creek": { name: "Johns Creek", latitude: 34.03, longitude: -84.2 },
  marietta: { name: "Marietta", latitude: 33.95, longitude: -84.55 },
  roswell: { name: "Roswell", latitude: 34.02, longitude: -84.36 },
  "sandy-springs": { name: "Sandy Springs", latitude: 33.92, longitude: -84.38 },
};
