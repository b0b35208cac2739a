"use client";

/** A button that asks the browser where it is. Without JavaScript it is not shown; the form around it does the same. */
export function UseMyPlace() {
  const find = () =>
    navigator.geolocation.getCurrentPosition(({ coords }) => {
      // Two digits are a mile or so: enough to sort by, and no more than has to stand in an address.
      location.href = `/find-us/?at=${coords.latitude.toFixed(2)},${coords.longitude.toFixed(2)}`;
    });
  return (
    <button type="button" className="quiet scripted" onClick={find}>
      Use where I am
    </button>
  );
}
