// A photo of a form: made small enough for one message of the connection.

const LONGEST_PX = 2000; // enough to read handwriting on an A4 page
export const LIMIT = 980_000; // characters of a data URI: the desk's messages end at 1 MiB
const QUALITIES = [0.88, 0.75, 0.6, 0.45];

/** The size that `width` × `height` is drawn in, at most `longest` pixels on its longer side; never enlarged. */
export function fitted(width, height, longest = LONGEST_PX) {
  const scale = Math.min(1, longest / Math.max(width, height));
  return { width: Math.max(1, Math.round(width * scale)), height: Math.max(1, Math.round(height * scale)) };
}

/** A JPEG data URI of an image file. Throws where the file is no picture that the browser can read. */
export async function photograph(file) {
  const picture = await createImageBitmap(file, { imageOrientation: 'from-image' });
  try {
    for (let longest = LONGEST_PX; ; longest *= 0.75) {
      for (const quality of QUALITIES) {
        const uri = drawn(picture, longest).toDataURL('image/jpeg', quality);
        if (uri.length <= LIMIT) return uri;
      }
    }
  } finally {
    picture.close();
  }
}

function drawn(picture, longest) {
  const canvas = document.createElement('canvas');
  Object.assign(canvas, fitted(picture.width, picture.height, longest));
  const pen = canvas.getContext('2d');
  pen.fillStyle = '#fff'; // where a PNG is see-through
  pen.fillRect(0, 0, canvas.width, canvas.height);
  pen.drawImage(picture, 0, 0, canvas.width, canvas.height);
  return canvas;
}
