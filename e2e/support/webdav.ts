/** A folder that several machines share by WebDAV, in memory: as much of it as sccache asks for. */
import { createServer, type IncomingMessage } from 'node:http';
import type { AddressInfo } from 'node:net';
import { onTestFinished } from 'vitest';

export async function startWebdav() {
  const files = new Map<string, Buffer>();
  const folders = new Set(['/']);
  const server = createServer(async (request, response) => {
    const { method, url = '/' } = request;
    const body = await bodyOf(request);
    const path = url.replace(/\/$/, '') || '/';
    const end = (status: number, content?: Buffer | string) => response.writeHead(status).end(content);
    if (method === 'PUT') {
      files.set(path, body);
      end(201);
    } else if (method === 'MKCOL') {
      folders.add(path);
      end(201);
    } else if (method === 'PROPFIND') {
      const file = files.get(path);
      if (file === undefined && !folders.has(path)) end(404);
      else end(207, propertiesOf(url, file));
    } else if (method === 'GET' || method === 'HEAD') {
      const file = files.get(path);
      end(file === undefined ? 404 : 200, method === 'GET' ? file : undefined);
    } else end(405);
  });
  await new Promise<void>((done) => server.listen(0, '127.0.0.1', done));
  onTestFinished(() => void server.close());
  return { url: `http://127.0.0.1:${(server.address() as AddressInfo).port}/`, files };
}

async function bodyOf(request: IncomingMessage): Promise<Buffer> {
  const chunks: Buffer[] = [];
  for await (const chunk of request) chunks.push(chunk as Buffer);
  return Buffer.concat(chunks);
}

/** https://www.rfc-editor.org/rfc/rfc4918#section-9.1 */
function propertiesOf(url: string, file: Buffer | undefined): string {
  const kind =
    file === undefined
      ? '<D:resourcetype><D:collection/></D:resourcetype>'
      : `<D:resourcetype/><D:getcontentlength>${file.length}</D:getcontentlength>`;
  const modified = '<D:getlastmodified>Tue, 01 Dec 2026 00:00:00 GMT</D:getlastmodified>';
  return `<?xml version="1.0"?><D:multistatus xmlns:D="DAV:"><D:response><D:href>${url}</D:href><D:propstat><D:prop>${kind}${modified}</D:prop><D:status>HTTP/1.1 200 OK</D:status></D:propstat></D:response></D:multistatus>`;
}
