"use client";

/** The CMS is away, and nobody has asked for this page before. */
export default function Away() {
  return (
    <header className="head">
      <div className="head-words">
        <h1>This page cannot be shown at this moment</h1>
        <p className="lede">Please try again in a minute, or call us.</p>
      </div>
    </header>
  );
}
