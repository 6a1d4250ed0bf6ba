/* The declared entities. Used by the table in entity.c and by code about one entity in particular.
 */
#ifndef ENTITIES_H
#define ENTITIES_H

#include "../entity.h"

extern const struct entity entity_organisation, entity_user, entity_invitation, entity_session,
    entity_api_key, entity_icp, entity_prospect, entity_sequence, entity_step, entity_campaign,
    entity_enrolment, entity_message, entity_message_event, entity_activity, entity_insight,
    entity_plan, entity_subscription, entity_usage, entity_audit;

/* Enumerations that several entities use. */
extern const struct enumeration enum_locale, enum_region, enum_role, enum_plan;

#endif
