<?xml version="1.0" encoding="UTF-8"?>
<!-- SPDX-License-Identifier: Apache-2.0 -->
<!--
  Tekst til digital post: rensing, kutting og markdown.

  Altinn måler lengder i UTF-16-enheter, XSLT 1.0 teller tegn. Her teller alt utenfor $dpv-enkle-tegn to, så grensen
  aldri overskrides. En tekst med uvanlige tegn kan bli kuttet tidligere enn nødvendig, og kuttet kan falle mellom et
  tegn og aksenten dets: nøyaktig kutting er motorens neste steg.
-->
<xsl:stylesheet version="1.0"
    xmlns:xsl="http://www.w3.org/1999/XSL/Transform"
    xmlns:str="http://exslt.org/strings"
    exclude-result-prefixes="str">

  <!-- Tegn som sikkert er én UTF-16-enhet. -->
  <xsl:variable name="dpv-enkle-tegn">
    <xsl:text> !"#$%&amp;'()*+,-./0123456789:;&lt;=&gt;?@</xsl:text>
    <xsl:text>ABCDEFGHIJKLMNOPQRSTUVWXYZ[\]^_`abcdefghijklmnopqrstuvwxyz{|}~</xsl:text>
    <xsl:text>¡¢£¤¥¦§¨©ª«¬®¯°±²³´µ¶·¸¹º»¼½¾¿×÷</xsl:text>
    <xsl:text>ÀÁÂÃÄÅÆÇÈÉÊËÌÍÎÏÐÑÒÓÔÕÖØÙÚÛÜÝÞßàáâãäåæçèéêëìíîïðñòóôõöøùúûüýþÿ</xsl:text>
    <xsl:text>ČčĐđŊŋŠšŦŧŽžĄąĆćĘęŁłŃńŚśŹźŻż–—‘’‚“”„•…€‹›</xsl:text>
  </xsl:variable>

  <!-- Blanke tegn utover de normalize-space() kjenner: NEL, hardt mellomrom, skilletegn for linje og avsnitt m.fl. -->
  <xsl:variable name="dpv-blanke">
    <xsl:text>&#x85;&#xA0;&#x1680;&#x2000;&#x2001;&#x2002;&#x2003;&#x2004;&#x2005;&#x2006;</xsl:text>
    <xsl:text>&#x2007;&#x2008;&#x2009;&#x200A;&#x2028;&#x2029;&#x202F;&#x205F;&#x3000;</xsl:text>
  </xsl:variable>

  <!-- Styretegn XML slipper gjennom, og usynlige tegn som snur eller skjuler tekst. -->
  <xsl:variable name="dpv-styretegn">
    <xsl:text>&#x7F;&#x80;&#x81;&#x82;&#x83;&#x84;&#x86;&#x87;</xsl:text>
    <xsl:text>&#x88;&#x89;&#x8A;&#x8B;&#x8C;&#x8D;&#x8E;&#x8F;</xsl:text>
    <xsl:text>&#x90;&#x91;&#x92;&#x93;&#x94;&#x95;&#x96;&#x97;</xsl:text>
    <xsl:text>&#x98;&#x99;&#x9A;&#x9B;&#x9C;&#x9D;&#x9E;&#x9F;</xsl:text>
    <xsl:text>&#x200B;&#x200E;&#x200F;&#x202A;&#x202B;&#x202C;&#x202D;&#x202E;</xsl:text>
    <xsl:text>&#x2060;&#x2066;&#x2067;&#x2068;&#x2069;&#xFEFF;</xsl:text>
  </xsl:variable>

  <!-- Tegn med mening i markdown hvor som helst på en linje. Omvendt skråstrek må stå først: den innfører de andre. -->
  <xsl:variable name="dpv-markdown" select="'\`*_{}[]&lt;&gt;~^=|$'"/>

  <!--
    Ren tekst på én linje.
    Parametre: tekst.
    Resultat:  teksten uten styretegn, med blanke tegn slått sammen; tom når bare blanke står der.
  -->
  <xsl:template name="rens-tekst">
    <xsl:param name="tekst"/>
    <xsl:value-of select="normalize-space(translate(
        translate($tekst, $dpv-styretegn, ''), $dpv-blanke, '                   '))"/>
  </xsl:template>

  <!--
    Kutter en tekst.
    Parametre: tekst, maks (UTF-16-enheter), enkle (tegnene som teller én; alle andre teller to).
    Resultat:  teksten, høyst maks enheter, med … når noe er borte.
  -->
  <xsl:template name="kutt-tekst">
    <xsl:param name="tekst"/>
    <xsl:param name="maks" select="255"/>
    <xsl:param name="enkle" select="$dpv-enkle-tegn"/>
    <xsl:choose>
      <xsl:when test="string-length($tekst) + string-length(translate($tekst, $enkle, '')) &lt;= $maks">
        <xsl:value-of select="$tekst"/>
      </xsl:when>
      <xsl:otherwise>
        <xsl:variable name="plass" select="$maks - 1"/>
        <xsl:variable name="noekternt"
            select="$plass - string-length(translate(substring($tekst, 1, $plass), $enkle, ''))"/>
        <xsl:variable name="halvt" select="floor($plass div 2)"/>
        <!-- Halve plassen er trygg samme hvilke tegn som står der. -->
        <xsl:variable name="antall"
            select="$noekternt * ($noekternt &gt; $halvt) + $halvt * ($noekternt &lt;= $halvt)"/>
        <xsl:value-of select="concat(normalize-space(substring($tekst, 1, $antall)), '…')"/>
      </xsl:otherwise>
    </xsl:choose>
  </xsl:template>

  <!--
    Tekst fra meldingen, klar til å stå i markdown uten å bety noe der.
    Parametre: tekst (én linje, rensket), maks (UTF-16-enheter, skråstrekene medregnet).
    Resultat:  markdown.
  -->
  <xsl:template name="skriv-markdown">
    <xsl:param name="tekst"/>
    <xsl:param name="maks" select="30000"/>
    <!-- & rømmes bare der den kan innlede en entitet: «AT&T» skal stå som det er. -->
    <xsl:variable name="og" select="substring('&amp;', 1, 1 * contains(substring-after($tekst, '&amp;'), ';'))"/>
    <xsl:variable name="tegn" select="concat($dpv-markdown, $og)"/>
    <!-- To enheter til overs for rømming i starten av linjen. -->
    <xsl:variable name="kuttet">
      <xsl:call-template name="kutt-tekst">
        <xsl:with-param name="tekst" select="$tekst"/>
        <xsl:with-param name="maks" select="$maks - 2"/>
        <xsl:with-param name="enkle" select="translate($dpv-enkle-tegn, $tegn, '')"/>
      </xsl:call-template>
    </xsl:variable>
    <xsl:variable name="roemt">
      <xsl:call-template name="roem-tegn">
        <xsl:with-param name="tekst" select="string($kuttet)"/>
        <xsl:with-param name="tegn" select="$tegn"/>
      </xsl:call-template>
    </xsl:variable>
    <xsl:call-template name="roem-linjestart">
      <xsl:with-param name="tekst" select="string($roemt)"/>
    </xsl:call-template>
  </xsl:template>

  <!--
    Setter omvendt skråstrek foran hvert av tegnene.
    Parametre: tekst, tegn (omvendt skråstrek først).
    Resultat:  teksten.
  -->
  <xsl:template name="roem-tegn">
    <xsl:param name="tekst"/>
    <xsl:param name="tegn"/>
    <xsl:choose>
      <xsl:when test="$tegn = '' or $tekst = ''">
        <xsl:value-of select="$tekst"/>
      </xsl:when>
      <xsl:otherwise>
        <xsl:variable name="ett" select="substring($tegn, 1, 1)"/>
        <xsl:call-template name="roem-tegn">
          <xsl:with-param name="tekst" select="str:replace($tekst, $ett, concat('\', $ett))"/>
          <xsl:with-param name="tegn" select="substring($tegn, 2)"/>
        </xsl:call-template>
      </xsl:otherwise>
    </xsl:choose>
  </xsl:template>

  <!--
    Rømmer det som bare betyr noe først på linjen: overskrift, punkt, strek og nummer i liste («1.», «1)»).
    Parametre: tekst (én linje).
    Resultat:  teksten.
  -->
  <xsl:template name="roem-linjestart">
    <xsl:param name="tekst"/>
    <xsl:variable name="ord" select="substring-before(concat($tekst, ' '), ' ')"/>
    <xsl:variable name="uten-tall" select="translate($ord, '0123456789', '')"/>
    <xsl:choose>
      <xsl:when test="$tekst != '' and contains('#+-:', substring($tekst, 1, 1))">
        <xsl:value-of select="concat('\', $tekst)"/>
      </xsl:when>
      <xsl:when test="string-length($ord) &gt; 1 and ($uten-tall = '.' or $uten-tall = ')')
                      and substring($ord, string-length($ord)) = $uten-tall">
        <xsl:value-of select="concat(substring-before($tekst, $uten-tall), '\', $uten-tall,
                                     substring-after($tekst, $uten-tall))"/>
      </xsl:when>
      <xsl:otherwise>
        <xsl:value-of select="$tekst"/>
      </xsl:otherwise>
    </xsl:choose>
  </xsl:template>

  <!--
    Filnavn uten filendelse.
    Parametre: filnavn.
    Resultat:  navnet; hele navnet når det ikke har noen endelse, eller ikke har annet.
  -->
  <xsl:template name="navn-uten-endelse">
    <xsl:param name="filnavn"/>
    <xsl:variable name="endelse" select="string(str:tokenize($filnavn, '.')[last()])"/>
    <xsl:variable name="stamme"
        select="substring($filnavn, 1, string-length($filnavn) - string-length($endelse) - 1)"/>
    <xsl:choose>
      <xsl:when test="$stamme != '' and $filnavn = concat($stamme, '.', $endelse)">
        <xsl:value-of select="$stamme"/>
      </xsl:when>
      <xsl:otherwise>
        <xsl:value-of select="$filnavn"/>
      </xsl:otherwise>
    </xsl:choose>
  </xsl:template>

</xsl:stylesheet>
