// What stands around the pinned loader: it asks for the settings as data and brings them to it. The
// snippet names the channel (`data-channel`), and its address says where we are.
(async () => {
  const __PULINA_TAG__ = document.currentScript;
  try {
    const { src, dataset } = __PULINA_TAG__;
    const origin = src.slice(0, src.lastIndexOf("/assets/"));
    const language = dataset.lang || document.documentElement.lang;
    const address = `${origin}/embed/${dataset.channel}.json?as=settings&lang=${encodeURIComponent(language)}`;
    const answer = await fetch(address);
    if (!answer.ok) throw new Error(`there is no chat channel ${dataset.channel}; check the snippet`);
    const __PULINA_SETTINGS__ = await answer.json();
    /* the loader */
  } catch (fault) {
    console.warn("Pulina:", fault);
  }
})();
