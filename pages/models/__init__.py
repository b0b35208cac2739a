"""Page types every site has, registers of the whole group, and site-wide content."""

from .articles import ArticlePage, Authored, Reviewed
from .base import BasePage, BasePageForm, Problems, merge_problems, tabs
from .comparisons import ComparisonArticlePage, ComparisonCell, ComparisonCriterion, ComparisonSubject
from .home import ArticleIndexPage, HomePage, IndexPage, StandardPage
from .links import ArticleRelated, ArticleSource, ArticleTopic, ArticleTreatment
from .navigation import NavigationMenu
from .organization import Announcement, AnnouncementLocation, Organization, OrganizationDisclaimer, SocialLink
from .pictures import HasHero
from .registers import PLAIN_FEATURES, Disclaimer, Faq, Register, Source, Topic

__all__ = [
    "PLAIN_FEATURES",
    "Announcement",
    "AnnouncementLocation",
    "ArticleIndexPage",
    "ArticlePage",
    "ArticleRelated",
    "ArticleSource",
    "ArticleTopic",
    "ArticleTreatment",
    "Authored",
    "BasePage",
    "BasePageForm",
    "ComparisonArticlePage",
    "ComparisonCell",
    "ComparisonCriterion",
    "ComparisonSubject",
    "Disclaimer",
    "Faq",
    "HasHero",
    "HomePage",
    "IndexPage",
    "NavigationMenu",
    "Organization",
    "OrganizationDisclaimer",
    "Problems",
    "Register",
    "Reviewed",
    "SocialLink",
    "Source",
    "StandardPage",
    "Topic",
    "merge_problems",
    "tabs",
]
