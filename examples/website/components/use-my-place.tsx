"use client";

import { useSyncExternalStore } from "react";

const never = () => () => {};

/** A button that asks the browser where it is. Not there without JavaScript, where the form beside it does the same. */
export function UseMyPlace() {
  const isPossible = useSyncExternalStore(never, () => "geolocation" in navigator, () => false);
  const find = () =>
    navigator.geolocation.getCurrentPosition(({ coords }) => {
      // Two digits are a mile or so: enough to sort by, and no more than has to stand in an address.
      location.href = `/find-us/?at=${coords.latitude.toFixed(2)},${coords.longitude.toFixed(2)}`;
    });
  return (
    isPossible && (
      <button type="button" className="quiet" onClick={find}>
        Use where I am
      </button>
    )
  );
}
