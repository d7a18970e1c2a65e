// Giving files one by one, three at a time, and following what becomes of them.
"use strict";

(() => {
  const AT_ONCE = 3;
  const WAITS = [1, 2, 4, 8, 15, 30, 30, 30]; // seconds between two tries: a server that is started again is waited for
  const LEFT_OUT = /^(\.|~\$)|^(Thumbs\.db|desktop\.ini)$/i;
  const $ = (id) => document.getElementById(id);
  document.body.classList.add("scripted");

  // Put a row that the server drew in the place of the one before it.
  const put = (html, old) => {
    const holder = document.createElement("tbody");
    holder.innerHTML = html;
    const row = holder.querySelector("tr");
    const there = (row.id && $(row.id)) || old;
    if (there && old && there !== old) old.remove();
    if (!there) return $("files").append(row);
    // An event may come before the answer to the request that made the row.
    if (Number(there.dataset.number ?? 0) <= Number(row.dataset.number)) there.replaceWith(row);
  };

  // Follow a batch; the browser asks again by itself, after the last number it heard.
  const follow = (address) => {
    const source = new EventSource(address);
    const read = (event) => JSON.parse(event.data);
    source.addEventListener("file", (event) => put(read(event).row));
    source.addEventListener("batch", (event) => { $("stand").innerHTML = read(event).bar; $("half")?.remove(); });
    source.addEventListener("end", () => source.close());
    source.addEventListener("error", () => {
      if (source.readyState === EventSource.CLOSED) app.say("The progress cannot be followed any more. Load the page again.");
    });
  };
  if ($("stand")?.dataset.follow) follow($("stand").dataset.follow);

  const drop = $("drop");
  if (!drop) return;
  const largest = Number(drop.dataset.largest);
  const trouble = (text) => { $("trouble").hidden = !text; $("trouble").textContent = text; };
  const size = (bytes) => (bytes >= 1 << 20 ? `${(bytes / (1 << 20)).toFixed(1)} MB` : `${bytes ? Math.max(1, Math.round(bytes / 1024)) : 0} KB`);

  // A row for a file that the server does not know yet.
  const draw = (file) => {
    const row = $("files").insertRow();
    const name = document.createElement("th");
    name.scope = "row"; name.className = "file"; name.textContent = file.name;
    row.append(name);
    for (const words of ["size nowrap", "nowrap", "words"]) row.insertCell().className = words;
    row.cells[1].textContent = size(file.size);
    return row;
  };
  const badge = (row, tone, sign, words) => {
    const mark = document.createElement("span");
    mark.className = `badge up-${tone}`;
    const shape = document.createElement("span");
    shape.setAttribute("aria-hidden", "true"); shape.textContent = sign;
    mark.append(shape, ` ${words}`);
    row.cells[2].replaceChildren(mark);
    return mark;
  };
  const refuse = (row, words) => { badge(row, "refused", "!", "Not sent"); row.cells[3].textContent = words; };

  // Send one file; resolves with the server's answer, rejects with words.
  const send = (file, address, heard) => new Promise((done, fail) => {
    const request = new XMLHttpRequest();
    request.open("POST", address);
    request.setRequestHeader("X-CSRF-Token", app.csrf);
    request.setRequestHeader("Content-Type", "application/octet-stream");
    request.setRequestHeader("Accept", "application/json");
    request.upload.addEventListener("progress", (event) => heard(event.loaded));
    request.addEventListener("error", () => fail({ again: true, words: "The server cannot be reached. Check the network and send it again." }));
    request.addEventListener("load", () => {
      let read = null;
      try { read = JSON.parse(request.responseText); } catch { /* a page: the status says enough */ }
      if (request.status === 200 && read?.row) return done(read);
      if (request.responseURL.includes("/sign-in")) return fail({ words: "You were signed out. Sign in and send it again." });
      fail({ again: request.status === 503, words: read?.detail || `The server answered ${request.status}. Send it again.` });
    });
    request.send(file);
  });
  const pause = (seconds) => new Promise((done) => setTimeout(done, seconds * 1000));

  let busy = false, at = location.pathname;
  const give = async (files, leftOut = 0) => {
    if (busy) return;
    trouble("");
    if (!files.length) return trouble(leftOut ? "There are only hidden files in there." : "There is no file in there.");
    const fits = files.filter((file) => file.size <= largest);
    const bytes = fits.reduce((sum, file) => sum + file.size, 0);
    let begun = null;
    try {
      if (fits.length) begun = await app.send("/uploads", { files: fits.length, size: bytes });
    } catch (error) { return trouble(error.message); }
    busy = true;
    const kind = $("as").value;
    $("give").hidden = true; $("before").hidden = true; $("batch").hidden = false; $("files").replaceChildren();
    if (leftOut) app.say(leftOut === 1 ? "1 hidden file was left out." : `${leftOut} hidden files were left out.`);
    const rows = new Map(files.map((file) => [file, draw(file)]));
    for (const file of files) {
      if (file.size > largest) refuse(rows.get(file), `The file is larger than ${drop.dataset.largestWords}. Split it, or ask an administrator to raise the limit.`);
      else badge(rows.get(file), "waiting", "…", "To be sent");
    }
    if (!begun) { busy = false; $("sending").hidden = true; return; }
    history.pushState({}, "", begun.address);
    at = location.pathname;
    follow(`${begun.address}/events`);
    const left = await sendAll(fits, rows, begun, kind, bytes);
    busy = false;
    $("sending").hidden = true;
    try { await app.send(`${begun.address}/close`); } catch (error) { trouble(error.message); }
    if (left.length) again(left);
  };

  // Offer to send once more what the server never got; it comes as an upload of its own.
  const again = (files) => {
    trouble(files.length === 1 ? "1 file was not sent. " : `${files.length} files were not sent. `);
    const button = document.createElement("button");
    button.type = "button"; button.className = "main"; button.id = "again";
    button.textContent = files.length === 1 ? "Send it again" : "Send them again";
    button.addEventListener("click", () => give(files));
    $("trouble").append(button);
  };

  const sendAll = async (files, rows, begun, kind, bytes) => {
    const queue = [...files], sent = new Map(), left = [];
    let over = 0;
    const tell = (name) => {
      const so_far = [...sent.values()].reduce((sum, one) => sum + one, 0);
      $("sending-bar").max = bytes || 1; $("sending-bar").value = so_far;
      $("sending-words").textContent = `${over} of ${files.length} files sent. Sending ${name}.`;
    };
    const one = async (file) => {
      const row = rows.get(file);
      const address = `/uploads/files?${new URLSearchParams({ batch: begun.batch, name: file.name, as: kind })}`;
      for (let tried = 1; ; tried++) {
        const bar = document.createElement("progress");
        bar.max = file.size || 1; bar.value = 0; bar.setAttribute("aria-label", `Sent of ${file.name}`);
        badge(row, "sending", "↑", "Sending");
        row.cells[3].replaceChildren(bar);
        try {
          const answer = await send(file, address, (loaded) => {
            sent.set(file, Math.min(loaded, file.size)); bar.value = loaded;
            if (loaded >= file.size) badge(row, "waiting", "…", "Arriving");
          });
          return put(answer.row, row);
        } catch (error) {
          const more = error.again && tried <= WAITS.length;
          if (error.again && !more) left.push(file);
          if (!more) return refuse(row, error.words);
          badge(row, "waiting", "…", "To be sent");
          row.cells[3].textContent = "The server cannot be reached. It is tried again by itself.";
          await pause(WAITS[tried - 1]);
        }
      }
    };
    const work = async () => {
      for (let file = queue.shift(); file; file = queue.shift()) {
        tell(file.name);
        await one(file);
        sent.set(file, file.size); over++;
        tell(file.name);
      }
    };
    await Promise.all(Array.from({ length: AT_ONCE }, work));
    return left;
  };

  // What was dropped: files, and folders with all that is in them.
  const inside = async (entry) => {
    if (entry.isFile) return [await new Promise((done, fail) => entry.file(done, fail))];
    const reader = entry.createReader(), found = [];
    for (;;) {
      const some = await new Promise((done, fail) => reader.readEntries(done, fail));
      if (!some.length) break;
      for (const one of some) found.push(...await inside(one));
    }
    return found;
  };
  const choose = (all) => {
    const path = (file) => file.webkitRelativePath || file.name;
    const files = all.filter((file) => !LEFT_OUT.test(file.name)).sort((a, b) => path(a).localeCompare(path(b), "en", { numeric: true }));
    return give(files, all.length - files.length);
  };
  for (const name of ["dragenter", "dragover"]) document.addEventListener(name, (event) => { event.preventDefault(); drop.classList.add("over"); });
  document.addEventListener("dragleave", (event) => { if (!event.relatedTarget) drop.classList.remove("over"); });
  document.addEventListener("drop", async (event) => {
    event.preventDefault();
    drop.classList.remove("over");
    const entries = [...event.dataTransfer.items].map((item) => item.webkitGetAsEntry?.()).filter(Boolean);
    try {
      const found = entries.length ? (await Promise.all(entries.map(inside))).flat() : [...event.dataTransfer.files];
      await choose(found);
    } catch { trouble("The browser could not read what was dropped. Choose it with the buttons."); }
  });
  for (const which of ["many", "folder"]) {
    $(`choose-${which}`).addEventListener("click", () => $(which).click());
    $(which).addEventListener("change", () => { const files = [...$(which).files]; $(which).value = ""; choose(files); });
  }
  app.on("u", () => { if (!busy) $("many").click(); });
  app.on("f", () => { if (!busy) $("folder").click(); });
  addEventListener("beforeunload", (event) => { if (busy) event.preventDefault(); });
  addEventListener("popstate", () => { if (location.pathname !== at) location.reload(); });  // a place on this page is no other page
})();
