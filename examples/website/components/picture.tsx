import { preload } from "react-dom";

import type { CardFragment, HeroFragment, PortraitFragment } from "@/generated/graphql";

type Props = {
  image: (HeroFragment | ((CardFragment | PortraitFragment) & { credit?: string })) | null;
  /** How wide it is in the layout, as for the attribute `sizes`. */
  sizes: string;
  /** Whether it is the first thing to be seen: it is then asked for before anything else. */
  first?: boolean;
  className?: string;
};

/** A picture in the formats and widths that the CMS has made, with its small placeholder below it while it loads. */
export function Picture({ image, sizes, first = false, className }: Props) {
  if (!image?.rendition) return null;
  const { rendition, pictureSources, placeholder, dominantColor, alt, credit } = image;
  const [best] = pictureSources;
  if (first && best) {
    preload(rendition.url, { as: "image", imageSrcSet: best.srcSet, imageSizes: sizes, type: best.type, fetchPriority: "high" });
  }
  return (
    <div className={className}>
      <picture>
        {/* The last one, JPEG, is the image's own. */}
        {pictureSources.slice(0, -1).map(({ type, srcSet }) => (
          <source key={type} type={type} srcSet={srcSet} sizes={sizes} />
        ))}
        <img
          src={rendition.url}
          srcSet={pictureSources.at(-1)?.srcSet}
          sizes={sizes}
          width={rendition.width}
          height={rendition.height}
          alt={alt}
          loading={first ? "eager" : "lazy"}
          fetchPriority={first ? "high" : "auto"}
          decoding={first ? "sync" : "async"}
          style={{
            backgroundColor: dominantColor ?? undefined,
            backgroundImage: placeholder ? `url("${placeholder}")` : undefined,
          }}
        />
      </picture>
      {credit && <p className="credit">Picture: {credit}</p>}
    </div>
  );
}
