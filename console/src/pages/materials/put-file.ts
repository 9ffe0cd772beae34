/** The link did not take the file, or the connection broke. */
export class UploadBroke extends Error {
  override readonly name = "UploadBroke";
}

/** PUTs a file to a link of `createUpload`, telling which share is there (0 to 1). Rejects with UploadBroke. */
export function putFile(url: string, file: File, onProgress: (share: number) => void): Promise<void> {
  return new Promise((resolve, reject) => {
    // fetch does not tell how much of a body is sent.
    const request = new XMLHttpRequest();
    request.upload.onprogress = ({ loaded, total }) => onProgress(total === 0 ? 1 : loaded / total);
    request.onload = () => (request.status === 201 ? resolve() : reject(new UploadBroke(request.responseText)));
    request.onerror = () => reject(new UploadBroke());
    request.open("PUT", url);
    request.setRequestHeader("content-type", "application/octet-stream");
    request.send(file);
  });
}
