#include "message.h"

#include <stdlib.h>
#include <string.h>
#include <strings.h>

#include "buffer.h"

/* code: stable, for programs. en, fr: for people. {0}, {1}: arguments. */
/* clang-format off */
static const struct {
	const char *code, *text[LOCALES];
} messages[MESSAGES] = {
	[MSG_NONE] = { "none", { "", "" } },
	[MSG_BAD_REQUEST] = { "bad_request", { "The request is malformed.", "La requête est mal formée." } },
	[MSG_INVALID] = { "invalid", { "Some values are not valid.", "Certaines valeurs ne sont pas valides." } },
	[MSG_UNAUTHENTICATED] = { "unauthenticated", { "Log in first.", "Connectez-vous d’abord." } },
	[MSG_BAD_LOGIN] = { "bad_login", { "E-mail or password is wrong.", "L’adresse e-mail ou le mot de passe est incorrect." } },
	[MSG_BAD_TOKEN] = { "bad_token", { "The token is not valid or no longer valid.", "Le jeton n’est pas ou n’est plus valide." } },
	[MSG_FORBIDDEN] = { "forbidden", { "Your role does not allow this.", "Votre rôle ne le permet pas." } },
	[MSG_NOT_FOUND] = { "not_found", { "There is nothing here.", "Il n’y a rien ici." } },
	[MSG_METHOD] = { "method_not_allowed", { "This method is not allowed here.", "Cette méthode n’est pas permise ici." } },
	[MSG_CONFLICT] = { "conflict", { "This conflicts with what is there already.", "Conflit avec ce qui existe déjà." } },
	[MSG_STALE] = { "stale", { "Somebody has changed this since you read it.", "Quelqu’un l’a modifié depuis votre lecture." } },
	[MSG_TOO_LARGE] = { "too_large", { "The request is too large.", "La requête est trop volumineuse." } },
	[MSG_MEDIA_TYPE] = { "media_type", { "Send application/json.", "Envoyez application/json." } },
	[MSG_LIMITED] = { "limited", { "Too many attempts. Try again in {0} seconds.", "Trop de tentatives. Réessayez dans {0} secondes." } },
	[MSG_UNAVAILABLE] = { "unavailable", { "The service is busy or restarting. Try again shortly.", "Le service est occupé ou redémarre. Réessayez sous peu." } },
	[MSG_INTERNAL] = { "internal", { "Something went wrong on our side.", "Une erreur est survenue de notre côté." } },
	[MSG_BAD_JSON] = { "bad_json", { "The body is not valid JSON: {0}.", "Le corps n’est pas du JSON valide : {0}." } },
	[MSG_NOT_OBJECT] = { "not_object", { "The body must be a JSON object.", "Le corps doit être un objet JSON." } },
	[MSG_DUPLICATE_HEADER] = { "duplicate_header", { "The header {0} was sent twice.", "L’en-tête {0} a été envoyé deux fois." } },
	[MSG_BAD_HEADER] = { "bad_header", { "The header {0} is not valid.", "L’en-tête {0} n’est pas valide." } },
	[MSG_KEY_REUSED] = { "key_reused", { "This Idempotency-Key was used for another request.", "Cette Idempotency-Key a servi à une autre requête." } },
	[MSG_KEY_BUSY] = { "key_busy", { "The first request with this Idempotency-Key is still running.", "La première requête avec cette Idempotency-Key est en cours." } },
	[MSG_TOO_MANY_MATCH] = { "too_many_match", { "More than {0} rows match; narrow the filter.", "Plus de {0} lignes correspondent ; affinez le filtre." } },

	[MSG_UNKNOWN_FIELD] = { "unknown_field", { "There is no such field.", "Ce champ n’existe pas." } },
	[MSG_READ_ONLY] = { "read_only", { "This field can not be written.", "Ce champ ne peut pas être écrit." } },
	[MSG_REQUIRED] = { "required", { "This field is required.", "Ce champ est obligatoire." } },
	[MSG_NOT_NULL] = { "not_null", { "This field can not be null.", "Ce champ ne peut pas être nul." } },
	[MSG_TYPE] = { "type", { "Expected {0}.", "Attendu : {0}." } },
	[MSG_TOO_SHORT] = { "too_short", { "At least {0} characters.", "Au moins {0} caractères." } },
	[MSG_TOO_LONG] = { "too_long", { "At most {0} characters.", "Au plus {0} caractères." } },
	[MSG_TOO_SMALL] = { "too_small", { "At least {0}.", "Au moins {0}." } },
	[MSG_TOO_LARGE_NUMBER] = { "too_large_number", { "At most {0}.", "Au plus {0}." } },
	[MSG_TOO_MANY] = { "too_many", { "At most {0} items.", "Au plus {0} éléments." } },
	[MSG_ONE_OF] = { "one_of", { "One of: {0}.", "L’une des valeurs : {0}." } },
	[MSG_FORMAT] = { "format", { "This is not a valid {0}.", "Format non valide : {0}." } },
	[MSG_CONTROL_CHARACTER] = { "control_character", { "Control characters are not allowed.", "Les caractères de contrôle ne sont pas permis." } },
	[MSG_UNKNOWN_REFERENCE] = { "unknown_reference", { "There is nothing with this id.", "Rien ne porte cet identifiant." } },
	[MSG_TAKEN] = { "taken", { "This value is already in use.", "Cette valeur est déjà utilisée." } },
	[MSG_IN_USE] = { "in_use", { "Something else still refers to this.", "Un autre élément y fait encore référence." } },
	[MSG_CONSTRAINT] = { "constraint", { "This value is not allowed.", "Cette valeur n’est pas permise." } },
	[MSG_DUPLICATE_MEMBER] = { "duplicate_member", { "This member appears twice.", "Ce membre apparaît deux fois." } },
	[MSG_COMMON_PASSWORD] = { "common_password", { "This password is among the most common ones.", "Ce mot de passe est parmi les plus courants." } },
	[MSG_WRONG_PASSWORD] = { "wrong_password", { "The current password is wrong.", "Le mot de passe actuel est incorrect." } },
	[MSG_LAST_OWNER] = { "last_owner", { "An organisation needs an active owner.", "Une organisation a besoin d’un propriétaire actif." } },
	[MSG_ROLE_TOO_HIGH] = { "role_too_high", { "You can not give or change a role above your own.", "Vous ne pouvez ni donner ni modifier un rôle supérieur au vôtre." } },
	[MSG_NOTHING_TO_SEND] = { "nothing_to_send", { "The sequence is archived, deleted or without steps.", "La séquence est archivée, supprimée ou sans étapes." } },
	[MSG_OVER] = { "over", { "This is done or cancelled already.", "C’est déjà terminé ou annulé." } },
	[MSG_QUEUE_FULL] = { "queue_full", { "Too much of your work is waiting. Try again in {0} seconds.", "Trop de vos travaux sont en attente. Réessayez dans {0} secondes." } },
	[MSG_ILLEGAL_MOVE] = { "illegal_move", { "The state does not allow this move.", "L’état ne permet pas ce passage." } },
	[MSG_ORDER] = { "order", { "Must not be before {0}.", "Ne doit pas précéder {0}." } },
	[MSG_SAME_STEPS] = { "same_steps", { "Name every step of the sequence exactly once.", "Nommez chaque étape de la séquence une seule fois." } },
	[MSG_REGION_CLOSED] = { "region_closed", { "This region is not open here.", "Cette région n’est pas ouverte ici." } },
	[MSG_QUOTA] = { "quota", { "This month's insights are used up; the plan allows {0}.", "Les analyses du mois sont épuisées ; la formule en permet {0}." } },
	[MSG_AI_BUSY] = { "ai_busy", { "The language model could not be reached, or was too busy.", "Le modèle de langage était injoignable ou surchargé." } },
	[MSG_AI_REFUSED] = { "ai_refused", { "The language model refused the question.", "Le modèle de langage a refusé la demande." } },
	[MSG_AI_TOO_LARGE] = { "ai_too_large", { "The language model's answer was too long.", "La réponse du modèle de langage était trop longue." } },
	[MSG_AI_BAD_REPLY] = { "ai_bad_reply", { "The language model's answer did not have the form that was asked for.", "La réponse du modèle de langage n’avait pas la forme demandée." } },

	[MSG_UNKNOWN_PARAMETER] = { "unknown_parameter", { "There is no such parameter here.", "Ce paramètre n’existe pas ici." } },
	[MSG_REPEATED_PARAMETER] = { "repeated_parameter", { "This parameter was given twice.", "Ce paramètre est donné deux fois." } },
	[MSG_NOT_SORTABLE] = { "not_sortable", { "Sort by one of: {0}.", "Triez par l’un de : {0}." } },
	[MSG_BAD_CURSOR] = { "bad_cursor", { "This cursor is not one of ours, or is for another sort order.", "Ce curseur n’est pas le nôtre ou vaut pour un autre tri." } },
	[MSG_CURSOR_AND_PAGE] = { "cursor_and_page", { "Use either cursor or page.", "Utilisez soit cursor, soit page." } },
	[MSG_BAD_ENCODING] = { "bad_encoding", { "The percent-encoding is not valid UTF-8.", "L’encodage en pourcentage n’est pas de l’UTF-8 valide." } },
};

/* What a value must be: what {0} of MSG_TYPE stands for, named by its English. */
static const char *const values[][LOCALES] = {
	{ "a UUID", "un UUID" },
	{ "a string", "une chaîne" },
	{ "an e-mail address", "une adresse e-mail" },
	{ "a domain name", "un nom de domaine" },
	{ "an http or https URL", "une URL http ou https" },
	{ "a slug (a-z, 0-9, -)", "un slug (a-z, 0-9, -)" },
	{ "an ISO 3166-1 country code", "un code de pays ISO 3166-1" },
	{ "an ISO 4217 currency code", "un code de monnaie ISO 4217" },
	{ "an IANA time zone", "un fuseau horaire IANA" },
	{ "a whole number", "un nombre entier" },
	{ "true or false", "true ou false" },
	{ "an RFC 3339 date-time", "une date avec heure RFC 3339" },
	{ "an array of strings", "un tableau de chaînes" },
	{ "an array", "un tableau" },
	{ "an object", "un objet" },
	{ "bytes", "des octets" },
};
/* clang-format on */

static const char *const locale_names[LOCALES] = { "en", "fr" };

const char *
message_code(enum message m)
{
	return messages[m].code;
}

const char *
message_text(enum message m, enum locale l)
{
	return messages[m].text[l];
}

const char *
message_value(const char *english, enum locale l)
{
	for (size_t i = 0; i < sizeof(values) / sizeof(*values); i++)
		if (strcmp(values[i][LOCALE_EN], english) == 0)
			return values[i][l];
	return NULL;
}

void
message_fill(struct buffer *b, const char *template, const char *const *args, int count)
{
	for (const char *p = template; *p != '\0'; p++) {
		if (p[0] == '{' && p[1] >= '0' && p[1] < '0' + count && p[2] == '}') {
			const char *arg = args[p[1] - '0'];
			buffer_puts(b, arg == NULL ? "" : arg);
			p += 2;
		} else {
			buffer_putc(b, *p);
		}
	}
}

void
message_write(struct buffer *b, enum message m, enum locale l, const char *const args[2])
{
	const char *value = m == MSG_TYPE && args[0] != NULL ? message_value(args[0], l) : NULL;
	const char *const said[2] = { value != NULL ? value : args[0], args[1] };
	message_fill(b, message_text(m, l), said, 2);
}

const char *
locale_name(enum locale l)
{
	return locale_names[l];
}

enum locale
locale_find(const char *name)
{
	for (int l = 0; l < LOCALES; l++)
		if (strcmp(locale_names[l], name) == 0)
			return (enum locale)l;
	return LOCALES;
}

enum locale
locale_negotiate(const char *header)
{
	enum locale best = LOCALE_EN;
	double best_q = 0;
	for (const char *p = header; p != NULL && *p != '\0';) {
		p += strspn(p, " ,");
		size_t len = strcspn(p, ",");
		const char *q_at = memchr(p, ';', len);
		double q = 1;
		if (q_at != NULL && strncmp(q_at + strspn(q_at, "; "), "q=", 2) == 0)
			q = strtod(q_at + strspn(q_at, "; ") + 2, NULL);
		for (int l = 0; l < LOCALES; l++)
			if (len >= 2 && strncasecmp(p, locale_names[l], 2) == 0 &&
			    strchr("-;, ", p[2]) != NULL && q > best_q) {
				best = (enum locale)l;
				best_q = q;
			}
		p += len;
	}
	return best;
}
