/** What is said in a preview: a question of a visitor and the answer to it, in every language. */

export const TALK: Record<string, [question: string, answer: string]> = {
  en: ["Hello! Are you open on Saturday?", "Hi! Yes, from 10 to 16. You are welcome to drop in."],
  ar: ["مرحبًا! هل تعملون يوم السبت؟", "أهلًا! نعم، من العاشرة حتى الرابعة. نرحب بزيارتك."],
  da: ["Hej! Har I åbent på lørdag?", "Hej! Ja, fra 10 til 16. Du er velkommen til at kigge forbi."],
  de: ["Hallo! Haben Sie am Samstag geöffnet?", "Guten Tag! Ja, von 10 bis 16 Uhr. Kommen Sie gern vorbei."],
  es: ["¡Hola! ¿Abren el sábado?", "¡Hola! Sí, de 10 a 16. Le esperamos."],
  et: ["Tere! Kas olete laupäeval avatud?", "Tere! Jah, kella 10–16. Olete oodatud."],
  fi: ["Hei! Oletteko auki lauantaina?", "Hei! Kyllä, klo 10–16. Tervetuloa käymään."],
  fr: ["Bonjour ! Êtes-vous ouverts samedi ?", "Bonjour ! Oui, de 10 h à 16 h. Au plaisir de vous voir."],
  nb: ["Hei! Har dere åpent på lørdag?", "Hei! Ja, fra 10 til 16. Du er velkommen innom."],
  nl: ["Hallo! Zijn jullie zaterdag open?", "Hallo! Ja, van 10 tot 16 uur. Je bent van harte welkom."],
  pl: ["Dzień dobry! Czy sklep jest otwarty w sobotę?", "Dzień dobry! Tak, od 10 do 16. Zapraszamy."],
  sv: ["Hej! Har ni öppet på lördag?", "Hej! Ja, mellan 10 och 16. Du är välkommen in."],
};
